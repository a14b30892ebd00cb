using System.Data.Common;
using PosSaga.Journal;
using PosSaga.Load.Orders;

namespace PosSaga.Load.Commands;

/// <summary>What all commands share about beginning and ending.</summary>
internal static class Running
{
    public const int Balanced = 0;
    public const int NotBalanced = 1;
    public const int NotUsable = 2;

    public static string CommandLine =>
        string.Join(' ', Environment.GetCommandLineArgs().Skip(1).Select(HideSecrets).Prepend("Load"));

    /// <summary>A system that cannot be used is told in one sentence, not in a stack trace.</summary>
    public static async Task<int> Guarded(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (e is SystemNotUsableException or JournalConfigurationException or DbException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return NotUsable;
        }
    }

    // A report is passed around; the password of the database must not go with it.
    internal static string HideSecrets(string argument)
    {
        if (!argument.Contains("password=", StringComparison.OrdinalIgnoreCase))
            return argument;
        var parts = new DbConnectionStringBuilder { ConnectionString = argument };
        parts["Password"] = "…";
        return parts.ConnectionString;
    }
}
