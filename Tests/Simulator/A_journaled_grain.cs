using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;
using PosSaga.Journal;
using PosSaga.Journal.Providers;

namespace PosSaga.Tests.Simulator;

public sealed class A_journaled_grain
{
    private readonly ProbeSilo world;
    private readonly FakeStorage storage = new();

    public A_journaled_grain()
    {
        world = new ProbeSilo(services: s => s
            .AddSingleton<IGrainStorage>(storage)
            .AddSingleton<IEventCodec, FakeCodec>()
            .AddSingleton<IEventJournal>(_ => Journal!)
            .AddSingleton<IIdSource>(_ => new SeededIds(world!.Scheduler))
            .AddJournalLogConsistency());
        Journal = new FakeJournal(world.Scheduler);
    }

    private FakeJournal Journal { get; }

    private ITallyGrain Grain => world.Get<ITallyGrain>("t/a");

    [Fact]
    public void Answers_after_its_events_are_in_the_journal() => world.Run(async () =>
    {
        Assert.Equal(5, await Grain.Add(5));
        Assert.Equal((5, 5, 1), await Grain.See());
        var stored = Assert.Single(Journal.Of("tally/t/a"));
        Assert.Equal("tally.added/1", stored.Type);
        Assert.Equal("5", string.Join(",", await Grain.History()));
    });

    [Fact]
    public void Appends_together_what_is_raised_while_an_append_is_in_flight() => world.Run(async () =>
    {
        var sums = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Grain.Add(1)));
        Assert.Equal(10, sums.Max());
        Assert.Equal([1, 9], Journal.Appends.Select(a => a.Events.Count));
        Assert.Equal((10, 10, 10), await Grain.See());
    });

    [Fact]
    public void Says_which_event_of_a_shared_append_answers_which_key() => world.Run(async () =>
    {
        await Task.WhenAll(Grain.Add(1), Grain.Add(2, "a"), Grain.Add(3), Grain.Add(4, "b"));
        var keys = Journal.Appends.SelectMany(a => (a.Keys ?? []).Select(k => (k.Key, By(a.Events[k.Event])))).Order();
        Assert.Equal("(a, 2),(b, 4)", string.Join(",", keys));
        Assert.Equal([1, 3], Journal.Appends.Select(a => a.Events.Count));
        Assert.Equal((10, 10, 4), await Grain.See());
    });

    [Fact]
    public void Faults_everything_that_rested_on_a_conflict_and_recovers_by_refreshing() => world.Run(async () =>
    {
        await Grain.Add(1);
        AppendBehindItsBack(100);
        var adds = Enumerable.Range(0, 3).Select(_ => Grain.Add(1)).ToArray();
        foreach (var add in adds)
            await Assert.ThrowsAsync<StreamConflictException>(() => add);
        Assert.Equal((1, 1, 1), await Grain.See());
        await Assert.ThrowsAsync<StreamConflictException>(() => Grain.Add(1));
        await Grain.Refresh();
        Assert.Equal(102, await Grain.Add(1));
    });

    [Theory]
    [InlineData(true, 12)]
    [InlineData(false, 7)]
    public void Is_in_doubt_after_an_outage_until_it_has_read_what_became_of_it(
        bool done, int sum) => world.Run(async () =>
    {
        await Grain.Add(5);
        Journal.Outages.Enqueue(done);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => Grain.Add(5));
        Assert.Equal(1, await Grain.TimesInDoubt());
        await Assert.ThrowsAsync<StreamConflictException>(() => Grain.Add(2));
        await Grain.Refresh();
        Assert.Equal(sum, await Grain.Add(2));
    });

    [Fact]
    public void Says_when_a_key_was_answered_before() => world.Run(async () =>
    {
        await Grain.Add(1);
        await Grain.Add(5, "k");
        var error = await Assert.ThrowsAsync<KeyAnsweredException>(() => Grain.Add(5, "k"));
        Assert.Equal(new AppendResult.KeyAnswered(2, 2, "add 5"), error.Answer);
        await Grain.Refresh();
        Assert.Equal((6, 6, 2), await Grain.See());
    });

    [Fact]
    public void Hands_an_event_that_cannot_be_stored_or_folded_to_the_one_who_raised_it() => world.Run(async () =>
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Grain.Add(0));
        Assert.Equal(1, await Grain.Add(1));
        await Assert.ThrowsAsync<SubjectErasedException>(() => Grain.Add(13));
        await Grain.Refresh();
        Assert.Equal((1, 1, 1), await Grain.See());
    });

    [Fact]
    public void Appends_conditionally() => world.Run(async () =>
    {
        Assert.True(await Grain.TryAdd(1));
        AppendBehindItsBack(10);
        Assert.False(await Grain.TryAdd(1));
        Assert.True(await Grain.TryAdd(1));
        Assert.Equal((12, 12, 3), await Grain.See());
    });

    [Fact]
    public void Loads_a_snapshot_and_the_tail_to_the_same_state_as_all_events() => world.Run(async () =>
    {
        for (var i = 1; i <= 130; i++)
            await Grain.Add(i == 13 ? 1 : i);
        var before = await Grain.See();
        Assert.Equal(100, storage.Kept["tally/t/a"].Version);

        await Reactivate();
        Assert.Equal(before, await Grain.See());
        Assert.Contains(100, Journal.ReadsAfter);

        storage.Kept["tally/t/a"].Schema = 99;
        await Reactivate();
        Assert.Equal(before, await Grain.See());
    });

    [Fact]
    public void Does_without_snapshots_when_their_storage_fails() => world.Run(async () =>
    {
        storage.Fails = true;
        for (var i = 0; i < 250; i++)
            await Grain.Add(1);
        await Reactivate();
        Assert.Equal((250, 250, 250), await Grain.See());
    });

    [Fact]
    public void Waits_with_its_end_for_the_append_on_its_way() => world.Run(async () =>
    {
        var add = Grain.Add(3);
        await Grain.Leave();
        await add;
        Assert.Equal((3, 3, 1), await Grain.See());
    });

    [Fact]
    public void Survives_its_death_with_what_the_journal_holds() => world.Run(async () =>
    {
        await Grain.Add(1);
        var lost = Grain.Add(2);
        while (Journal.Appends.Count < 2)
            await Task.Yield();
        world.Silo.KillAll();
        await Assert.ThrowsAsync<SiloUnavailableException>(() => lost);
        await world.Wait(0.02);
        Assert.Equal(3, (await Grain.See()).Confirmed);
    });

    private void AppendBehindItsBack(int by) => Journal.Put("tally/t/a", "tally.added/1", $$"""{"By":{{by}}}""");

    private static int By(NewEvent e) => System.Text.Json.JsonSerializer.Deserialize<TallyEvent.Added>(e.Data.Span)!.By;

    private async Task Reactivate()
    {
        await world.Wait(1);
        await Grain.Leave();
        await world.Wait(1);
        Assert.Equal(0, world.Silo.ActivationCount);
    }
}
