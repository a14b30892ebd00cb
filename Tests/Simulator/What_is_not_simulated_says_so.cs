using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace PosSaga.Tests.Simulator;

/// <summary>Silence would be taken for "it works".</summary>
public sealed class What_is_not_simulated_says_so
{
    private readonly ProbeSilo world = new();

    private IUnruledGrain Grain => world.Get<IUnruledGrain>("t/a");

    [Fact]
    public void Reminders() => Refused(() => Grain.Remind(), "a reminder is registered");

    [Fact]
    public void Migration() => Refused(() => Grain.MigrateAway(), "unruled/t/a#1 migrates");

    [Fact]
    public void Subscriptions_to_streams() => Refused(() => Grain.Subscribe(), "the stream provider 'events' is used");

    [Fact]
    public void Reentrancy_by_call_chain() => Refused(() => Grain.AllowReentrancy(), "allows call-chain reentrancy");

    [Fact]
    public void References_to_observers() => Refused(
        () =>
        {
            world.Silo.Grains.CreateObjectReference<IUnruledObserver>(new Nobody());
            return Task.CompletedTask;
        },
        "an observer is called (IUnruledObserver)");

    [Fact]
    public void Observers_as_arguments() =>
        Refused(() => Grain.Observe(null!), "IUnruledGrain.Observe takes an observer");

    [Fact]
    public void Tokens_of_Orleans_own_kind() => Refused(
        () => Grain.Cancel(new GrainCancellationTokenSource().Token),
        "IUnruledGrain.Cancel takes a GrainCancellationToken");

    [Fact]
    public void Stateless_workers() =>
        Refused(() => world.Get<IWorkerGrain>("t/a").Work(), "WorkerGrain is a stateless worker");

    [Fact]
    public void Interleaving_by_predicate() => Refused(
        () => world.Get<IPredicateGrain>("t/a").Work(), "PredicateGrain is marked with [MayInterleave]");

    [Fact]
    public void Storage_that_was_not_given() => Refused(
        () => world.Get<IStoredGrain>("t/a").Add(1),
        "StoredGrain keeps its state in a grain storage that was not given");

    [Fact]
    public void But_storage_that_was_given_works()
    {
        var stored = new ProbeSilo(services: s => s.AddSingleton<IGrainStorage, MemoryStorage>());
        stored.Run(async () =>
        {
            var grain = stored.Get<IStoredGrain>("t/a");
            Assert.Equal(2, await grain.Add(2));
            await grain.Leave();
            Assert.Equal(5, await grain.Add(3));
        });
    }

    private void Refused(Func<Task> act, string expected) => world.Run(async () =>
    {
        var error = await Assert.ThrowsAsync<NotSupportedException>(act);
        Assert.StartsWith("The simulator cannot play this: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    });

    private sealed class Nobody : IUnruledObserver
    {
        public Task Seen() => Task.CompletedTask;
    }
}
