using PosSaga.EventSourcing;
using PosSaga.Journal;

namespace PosSaga.Tests.Simulation;

/// <summary>Every stream can be read, and each event follows on the one before it.</summary>
internal sealed class HistoriesFold : Check
{
    public override IEnumerable<string> Broken(Evidence evidence) => evidence.Unreadable
        .Concat(evidence.Sagas.Values.Select(t => t.Broken).OfType<string>())
        .Concat(evidence.Stocks.Values.Select(t => t.Broken).OfType<string>())
        .Concat(evidence.Carts.Values.Select(t => t.Broken).OfType<string>())
        .Concat(evidence.Payments.Values.Select(t => t.Broken).OfType<string>())
        .Concat(evidence.Orders.Values.Select(t => t.Broken).OfType<string>())
        .Concat(evidence.Claims.Values.Select(t => t.Broken).OfType<string>())
        .Concat(evidence.Refunds.Values.Select(t => t.Broken).OfType<string>())
        .Concat(evidence.RefundPayments.Values.Select(t => t.Broken).OfType<string>())
        .Concat(evidence.RefundStocks.Values.Select(t => t.Broken).OfType<string>())
        .Concat(evidence.Outboxes.Values.Select(t => t.Broken).OfType<string>())
        .Concat(evidence.Sales.Values.Select(t => t.Broken).OfType<string>())
        .Concat(evidence.Registers.Values.Select(t => t.Broken).OfType<string>());
}

/// <summary>Positions are dense, versions are dense, every hash is that of its event and its predecessor.</summary>
internal sealed class TheChainHolds : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        for (var i = 0; i < evidence.Events.Count; i++)
            if (evidence.Events[i].Position != i + 1)
                yield return $"position {evidence.Events[i].Position} stands at place {i + 1}";
        evidence.World.Weather.IsStill = true;
        var report = evidence.World.Journal.Verify().GetAwaiter().GetResult();
        if (!report.Ok)
            yield return report.FirstBroken!;
    }
}

/// <summary>A snapshot at any version, written and read back, with the events after it, is the replay.</summary>
internal sealed class SnapshotsAgree : Check
{
    public override IEnumerable<string> Broken(Evidence evidence) =>
        Each(evidence, evidence.Sagas.Values).Concat(Each(evidence, evidence.Stocks.Values))
            .Concat(Each(evidence, evidence.Carts.Values)).Concat(Each(evidence, evidence.Payments.Values))
            .Concat(Each(evidence, evidence.Orders.Values)).Concat(Each(evidence, evidence.Claims.Values))
            .Concat(Each(evidence, evidence.Refunds.Values)).Concat(Each(evidence, evidence.RefundPayments.Values))
            .Concat(Each(evidence, evidence.RefundStocks.Values)).Concat(Each(evidence, evidence.Outboxes.Values))
            .Concat(Each(evidence, evidence.Sales.Values)).Concat(Each(evidence, evidence.Registers.Values))
            .OfType<string>();

    private static IEnumerable<string?> Each<TState, TEvent>(
        Evidence evidence, IEnumerable<Told<TState, TEvent>> streams)
        where TState : class, IAggregate<TState, TEvent>
        where TEvent : class => streams.Select(told => Tried(evidence.World, told));

    private static string? Tried<TState, TEvent>(World world, Told<TState, TEvent> told)
        where TState : class, IAggregate<TState, TEvent>
        where TEvent : class
    {
        if (told.Events.Count == 0)
            return null;
        world.Weather.IsStill = true;
        var codec = world.Plant.Codec(world.Codec);
        var at = 1 + world.Random.Next(told.Events.Count);
        var state = (TState)Sync(codec.Decode(codec.TypeOf(told.States[at]), Sync(codec.Encode(told.States[at]))));
        foreach (var (_, e) in told.Events.Skip(at))
            state = state.Apply(e);
        return Text(world.Codec, state) == Text(world.Codec, told.End)
            ? null
            : $"{told.Stream}: a snapshot at version {at} and the {told.Events.Count - at} events after it "
                + "are not the replay";
    }

    private static string Text(EventCodec codec, object state) =>
        System.Text.Encoding.UTF8.GetString(Sync(codec.Encode(state)).Span);

    private static T Sync<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();
}
