using System.Globalization;
using System.Text;
using PosSaga.Journal;

// A process for tests to kill: opens the journal, says so, and appends from many streams until it dies.
//   JournalWriter {connection string} write {name}    or    JournalWriter {connection string} hold
try
{
    await using var journal = JournalSystem.Create(
        new JournalOptions { ConnectionString = args[0], AllowDevelopmentMasterKey = true });
    await journal.Migrate();
    Console.WriteLine("open");
    if (args[1] == "hold")
        await Task.Delay(Timeout.Infinite);
    await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Write(journal.Journal, $"{args[2]}-{i}")));
    return 0;
}
catch (JournalConfigurationException e)
{
    Console.WriteLine(e.Message);
    return 3;
}

// Each acknowledged append is written to standard output: what the tests then demand to find.
static async Task Write(IEventJournal journal, string id)
{
    var stream = $"payment/t1/{id}";
    var head = (await journal.Read(stream, 0, 1)).Head;
    while (true)
    {
        var events = new NewEvent[3];
        for (var i = 0; i < events.Length; i++)
            events[i] = new(Guid.CreateVersion7(), "payment.noted/1",
                Encoding.UTF8.GetBytes(string.Create(
                    CultureInfo.InvariantCulture, $$"""{"n":{{head.Version + i + 1}}}""")),
                """{"tenant":"t1","actor":"test","correlation":"c"}"""u8.ToArray(), 1_700_000_000_000_000);
        var result = await journal.Append(new AppendRequest(stream, head, events));
        if (result is not AppendResult.Appended appended)
            throw new InvalidOperationException($"Nobody else writes to {stream}, but: {result}");
        head = appended.Head;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{stream} {head.Version} {appended.Position}"));
    }
}
