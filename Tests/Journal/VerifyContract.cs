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
    public async Task An_untouched_journal_is_well()
    {
        var report = await _system.Verifier.Verify();
        Assert.Equal((7, 20, true, null), (report.Streams, report.Events, report.Ok, report.FirstBroken));
        var parts = report.Tenants.Values;
        Assert.Equal((7, 20), (parts.Sum(part => part.Streams), parts.Sum(part => part.Events)));
    }

    [ContractFact]
    public async Task What_is_whose_is_counted_apart()
    {
        await _system.Journal.Appended("order/another/o-1", 2);
        await _system.Journal.Appended("order/another/o-2", 3);
        var report = await _system.Verifier.Verify();
        Assert.Equal((9, 25), (report.Streams, report.Events));
        Assert.Equal(new VerifiedCounts(2, 5), report.Of("another"));
        Assert.Equal(new VerifiedCounts(0, 0), report.Of("nobody"));
    }

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
