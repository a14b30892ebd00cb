using PosSaga.Journal;

namespace PosSaga.Tests.Journal;

/// <summary>The link to the database breaks at the worst moments: every append still happens exactly once.</summary>
public abstract class LostAcknowledgementContract(DatabaseUnderTest store) : IAsyncLifetime
{
    private JournalSystem _system = null!;

    public async Task InitializeAsync() => _system = await store.Open(o => o.AttemptsMax = 4);

    public async Task DisposeAsync() => await store.DisposeAsync();

    [ContractFact]
    public Task A_link_lost_before_the_commit_is_not_noticed() => EachHappensOnce(CommitStage.BeforeCommit);

    [PublicReport("opendefender/OpenRisk#344")]
    [ContractFact]
    public Task A_link_lost_after_the_commit_is_not_noticed() => EachHappensOnce(CommitStage.AfterCommit);

    [PublicReport("dotnet/orleans#6103")]
    [ContractFact]
    public async Task A_database_that_stays_away_is_reported_after_a_bounded_number_of_attempts()
    {
        var attempts = 0;
        _system.Appends!.FaultInjection = (point, _) =>
        {
            if (point == CommitStage.BeforeCommit)
                attempts++;
            throw new IOException("The cable is out.");
        };
        await Assert.ThrowsAsync<JournalUnavailableException>(
            () => _system.Journal.Append(Given.Append(Given.Stream())));
        Assert.Equal(4, attempts);
    }

    [ContractFact]
    public async Task An_append_whose_outcome_stayed_unknown_is_settled_by_sending_it_again()
    {
        var request = Given.Append(Given.Stream(), events: 2).With("k");
        _system.Appends!.FaultInjection = (point, _) =>
            point == CommitStage.AfterCommit ? throw new IOException("lost") : Task.CompletedTask;
        await Assert.ThrowsAsync<JournalUnavailableException>(() => _system.Journal.Append(request));
        _system.Appends.FaultInjection = null;

        var settled = await _system.Journal.Appended(request);

        Assert.Equal(2, settled.Position);
        Assert.Equal(2, (await _system.Feed.All()).Count);
    }

    [PublicReport("dotnet/orleans#5107")]
    [ContractFact]
    public async Task An_error_that_cannot_pass_faults_its_caller_at_once_and_not_its_neighbours()
    {
        var bad = Given.Append(Given.Stream());
        var tries = 0;
        _system.Appends!.FaultInjection = (point, batch) =>
        {
            if (point == CommitStage.BeforeCommit && batch.Any(a => a.Request == bad))
            {
                tries++;
                throw new InvalidOperationException("This one can never be stored.");
            }
            return Task.CompletedTask;
        };
        var neighbours = Enumerable.Range(0, 31).Select(_ => Given.Append(Given.Stream())).ToList();

        var results = neighbours.Take(15).Append(bad).Concat(neighbours.Skip(15))
            .Select(r => _system.Journal.Append(r)).ToList();

        await Assert.ThrowsAsync<InvalidOperationException>(() => results[15]);
        results.RemoveAt(15);
        Assert.All(await Task.WhenAll(results), r => Assert.IsType<AppendResult.Appended>(r));
        Assert.InRange(tries, 1, 6);
    }

    [ContractFact]
    public async Task A_full_queue_says_so_instead_of_growing()
    {
        await using var _ = _system;
        await _system.DisposeAsync();
        _system = await store.Open(o => (o.MaxQueue, o.MaxBatchAppends) = (10, 1));
        var gate = new TaskCompletionSource();
        _system.Appends!.FaultInjection = (_, _) => gate.Task;

        var accepted = new List<Task<AppendResult>>();
        var refused = Record(() =>
        {
            while (accepted.Count < 1_000)
                accepted.Add(_system.Journal.Append(Given.Append(Given.Stream())));
        });

        Assert.Contains("full", Assert.IsType<JournalUnavailableException>(refused).Message, StringComparison.Ordinal);
        Assert.InRange(accepted.Count, 10, 13);
        gate.SetResult();
        await Task.WhenAll(accepted);

        static Exception? Record(Action action) => Xunit.Record.Exception(action);
    }

    private async Task EachHappensOnce(CommitStage at)
    {
        var batches = 0;
        _system.Appends!.FaultInjection = (point, _) =>
            point == at && Interlocked.Increment(ref batches) % 2 == 1
                ? throw new IOException("lost")
                : Task.CompletedTask;
        var requests = Enumerable.Range(0, 50)
            .Select(i => Given.Append(Given.Stream(), events: 1 + (i % 3)).With("k")).ToList();

        var results = await Task.WhenAll(requests.Select(r => _system.Journal.Append(r)));

        var all = await _system.Feed.All();
        Assert.Equal(requests.SelectMany(r => r.Events).Select(e => e.Id).Order(), all.Select(e => e.Id).Order());
        foreach (var (request, result) in requests.Zip(results.Cast<AppendResult.Appended>()))
        {
            Assert.Equal(result.Position, all.Last(e => e.Stream == request.Stream).Position);
            Assert.Equal(result.Head, (await _system.Journal.Read(request.Stream, 0, 1)).Head);
        }
        Assert.True((await _system.Verifier.Verify()).Ok);
    }
}

public sealed class LostAcknowledgement_on_sqlite() : LostAcknowledgementContract(new SqliteUnderTest());

[OnPostgres]
public sealed class LostAcknowledgement_on_postgres() : LostAcknowledgementContract(new PostgresUnderTest());
