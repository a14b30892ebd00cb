namespace PosSaga.Cli;

/// <summary>For scripts; documented in docs/cli.md.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>By the server, or by some of those that an action was about.</summary>
    public const int Refused = 1;

    public const int Usage = 2;

    /// <summary>No answer, or one that says to try again later.</summary>
    public const int NotReachable = 3;

    public const int NotAuthorised = 4;

    /// <summary>Ctrl-C, as shells number it.</summary>
    public const int Interrupted = 130;
}
