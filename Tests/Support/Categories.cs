namespace PosSaga.Tests.Support;

/// <summary>What <c>dotnet test</c> leaves out unless <c>POS_TESTS=all</c>.</summary>
public static class Categories
{
    public const string Name = "Category";

    /// <summary>Processes that are started and killed, browsers, and rules that the simulator has played already, once more
    /// on a cluster: minutes, not seconds.</summary>
    public const string System = "System";
}
