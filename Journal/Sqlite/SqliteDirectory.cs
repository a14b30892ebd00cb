using System.Diagnostics;
using System.Globalization;

namespace PosSaga.Journal;

/// <summary>The directory of a SQLite journal, locked by one process. SQLite would let two processes write in turn, but
/// each has its own cached heads and feed, and would not notice the other's commits.</summary>
internal sealed class SqliteDirectory : IDisposable
{
    private readonly FileStream _lock;
    private readonly string _owner;

    private SqliteDirectory(string directory, FileStream held, string owner) =>
        (Directory, _lock, _owner) = (directory, held, owner);

    public string Directory { get; }

    public string Journal => Path.Combine(Directory, "journal.db");

    public static SqliteDirectory Lock(string directory)
    {
        System.IO.Directory.CreateDirectory(directory);
        // A file of its own for the owner's name, because a locked file cannot be read.
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
        return new SqliteDirectory(directory, held, owner);
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
