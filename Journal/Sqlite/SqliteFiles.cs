using System.Diagnostics;
using System.Globalization;

namespace PosSaga.Journal;

/// <summary>The directory of a SQLite journal, held by one process. SQLite itself would let two processes write in
/// turn; but each would serve its own memory of the heads and its own feed, and neither would hear of the
/// other.</summary>
internal sealed class SqliteFiles : IDisposable
{
    private readonly FileStream _lock;
    private readonly string _owner;

    private SqliteFiles(string directory, FileStream held, string owner) =>
        (Directory, _lock, _owner) = (directory, held, owner);

    public string Directory { get; }

    public string Journal => Path.Combine(Directory, "journal.db");

    public static SqliteFiles Take(string directory)
    {
        System.IO.Directory.CreateDirectory(directory);
        // Two files: a locked one cannot be opened, not even to read who locked it.
        var owner = Path.Combine(directory, "journal.owner");
        FileStream held;
        try
        {
            held = new FileStream(
                Path.Combine(directory, "journal.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new JournalConfigurationException(
                $"The journal in {directory} is in use by {OwnerOf(owner)}. One process at a time: stop it first, "
                + $"or set {JournalOptions.ConnectionKey} to another directory or to PostgreSQL.", e);
        }
        using var self = Process.GetCurrentProcess();
        File.WriteAllText(owner, string.Create(CultureInfo.InvariantCulture,
            $"process {Environment.ProcessId} ({self.ProcessName}), started {self.StartTime.ToUniversalTime():u}"));
        return new SqliteFiles(directory, held, owner);
    }

    private static string OwnerOf(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "another process";
        }
    }

    public void Dispose()
    {
        File.Delete(_owner);
        _lock.Dispose();
    }
}
