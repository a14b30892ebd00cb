using System.CommandLine;
using System.Security.Cryptography;
using PosSaga.Journal;
using PosSaga.Verify;

// Proves a copy of the journal against signed heads that were kept elsewhere. Exit codes: 0 proved, 1 something is not
// as it was signed, 2 what was given cannot be read.
var heads = new Option<FileInfo>("--heads")
{
    Description = "Signed heads, one JSON object a line, or an answer of GET /audit/heads", Required = true,
};
var key = new Option<FileInfo>("--key") { Description = "The public key (PEM) that was kept with them", Required = true };
var sqlite = new Option<FileInfo?>("--sqlite") { Description = "A copy of journal.db" };
var dump = new Option<FileInfo?>("--dump") { Description = "A plain-format pg_dump of the database" };
var root = new RootCommand("Proves a copy of a PosSaga journal against signed heads.") { heads, key, sqlite, dump };
root.Validators.Add(given =>
{
    if (given.GetValue(sqlite) is null == given.GetValue(dump) is null)
        given.AddError("Give one copy: --sqlite or --dump.");
});
root.SetAction(given =>
{
    try
    {
        return Prove(
            given.GetValue(heads)!.FullName, given.GetValue(key)!.FullName,
            given.GetValue(sqlite) is { } file ? SqliteEvents.Read(file.FullName)
                : DumpEvents.Read(given.GetValue(dump)!.FullName));
    }
    catch (Exception e) when (e is FormatException or KeyNotFoundException or IndexOutOfRangeException)
    {
        Console.Error.WriteLine($"The copy is damaged or not PosSaga's: {e.Message}");
        return 2;
    }
    catch (Exception e) when (e is InputException or IOException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine(e.Message);
        return 2;
    }
});
var parsed = root.Parse(args);
return parsed.Errors.Count > 0 ? Math.Max(2, parsed.Invoke()) : parsed.Invoke();

static int Prove(string headsPath, string keyPath, IEnumerable<RecordedEvent> events)
{
    using var key = ECDsa.Create();
    try
    {
        key.ImportFromPem(File.ReadAllText(keyPath));
    }
    catch (ArgumentException)
    {
        throw new InputException($"{keyPath} is no public key (PEM).");
    }
    var signed = HeadsFile.Read(headsPath);
    using var proof = new HistoryProof(signed, key);
    foreach (var e in events)
        if (!proof.Add(e))
            break;
    var report = proof.Finish();
    if (report.Broken is { } broken)
    {
        Console.WriteLine($"NOT PROVED: {broken}");
        return 1;
    }
    Console.WriteLine(
        $"Proved: {report.Events} events of {report.Streams} streams; the first {report.ProvedUpTo} are those that were "
        + $"signed, last at {signed.Max(head => head.At):u}; {report.Events - report.ProvedUpTo} came later.");
    return 0;
}
