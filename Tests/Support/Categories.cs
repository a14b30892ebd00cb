namespace PosSaga.Tests.Support;

/// <summary>What <c>dotnet test</c> leaves out unless <c>POS_TESTS=all</c>.</summary>
public static class Categories
{
    public const string Name = "Category";

    /// <summary>Processes that are started and killed, and browsers: minutes, not seconds.</summary>
    public const string System = "System";
}
