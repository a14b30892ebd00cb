namespace PosSaga.Load.Comparing;

/// <summary>A run of one of the builds failed, or its books do not balance.</summary>
/// <param name="output">All that it said.</param>
internal sealed class ChildFailedException(string message, string output) : Exception(message)
{
    public string Output => output;
}
