using PosSaga.Journal;

namespace PosSaga.Tests.Journal;

/// <summary>What somebody with his hands on the tables cannot do unnoticed.</summary>
public abstract class VerifyContract(JournalUnderTest store) : IAsyncLifetime
{
    private readonly string _stream = Given.Stream();
    private JournalSystem _system = null!;
    private long _last;

    public async Task InitializeAsync()
    {
        _system = await store.Open();
        for (var i = 0; i < 5; i++)
            await _system.Journal.Appended(Given.Stream(), 3);
        _last = (await _system.Journal.Appended(_stream, 4)).Position;
        await _system.Journal.Appended(Given.Stream(), 1);
    }

    public async Task DisposeAsync() => await store.DisposeAsync();

    [ContractFact]
    public async Task An_untouched_journal_is_well() =>
        Assert.Equal(new VerifyReport(7, 20, true, null), await _system.Verifier.Verify());

    [ContractFact]
    public async Task A_changed_byte_is_found()
    {
        await store.ChangeByte(_last - 1);
        await Breaks($"Event 3 of stream {_stream}");
    }

    [ContractFact]
    public async Task A_removed_tail_is_found()
    {
        await store.Remove(_stream, afterVersion: 2);
        await Breaks($"Stream {_stream} ends at version 2, its head says version 4");
    }

    [ContractFact]
    public async Task A_removed_stream_is_found()
    {
        await store.Remove(_stream, afterVersion: 0);
        await Breaks($"Stream {_stream} has a head but not the events");
    }

    [ContractFact]
    public async Task Two_exchanged_events_are_found()
    {
        await store.Swap(_last - 2, _last - 1);
        await Breaks($"Event 2 of stream {_stream}");
    }

    private async Task Breaks(string how)
    {
        var report = await _system.Verifier.Verify();
        Assert.False(report.Ok);
        Assert.Contains(how, report.FirstBroken, StringComparison.Ordinal);
    }
}

public sealed class Verify_in_memory() : VerifyContract(new MemoryUnderTest());

public sealed class Verify_on_sqlite() : VerifyContract(new SqliteUnderTest());

[OnPostgres]
public sealed class Verify_on_postgres() : VerifyContract(new PostgresUnderTest());
