using PosSaga.Journal;
using PosSaga.Payments;
using PosSaga.Refunds;

namespace PosSaga.Tests.Simulation;

/// <summary>Stores the journal's head as soon as anything is done: whoever comes next begins behind what was not yet
/// handled.</summary>
internal sealed class AheadOfHandling(World world, ICheckpoints checkpoints) : ICheckpoints
{
    private readonly Dictionary<string, (long Told, long Stored)> _moved = new(StringComparer.Ordinal);

    public Task<long> Get(string name, CancellationToken cancellation = default) => checkpoints.Get(name, cancellation);

    public async Task<bool> Move(string name, long from, long to, CancellationToken cancellation = default)
    {
        var stored = _moved.TryGetValue(name, out var last) && last.Told == from ? last.Stored : from;
        var head = Math.Max(to, await world.Journal.Head(cancellation));
        if (!await checkpoints.Move(name, stored, head, cancellation))
            return false;
        _moved[name] = (to, head);
        return true;
    }
}

/// <summary>A table of dead letters that keeps none.</summary>
internal sealed class ThrowsAway(IDeadLetters letters) : IDeadLetters
{
    public Task Park(DeadLetter letter, CancellationToken cancellation = default) => Task.CompletedTask;

    public Task<bool> ParkBehind(DeadLetter letter, CancellationToken cancellation = default) => Task.FromResult(false);

    public Task<IReadOnlyList<DeadLetter>> List(
        DeadLetterFilter filter, long afterId, int max, CancellationToken cancellation = default) =>
        letters.List(filter, afterId, max, cancellation);

    public Task<DeadLetter?> First(string subscriber, string stream, CancellationToken cancellation = default) =>
        letters.First(subscriber, stream, cancellation);

    public Task<DeadLetter?> Find(long id, CancellationToken cancellation = default) => letters.Find(id, cancellation);

    public Task<bool> Fail(long id, string error, int attempts, CancellationToken cancellation = default) =>
        letters.Fail(id, error, attempts, cancellation);

    public Task<bool> Remove(long id, CancellationToken cancellation = default) => letters.Remove(id, cancellation);

    public Task<IReadOnlyDictionary<string, long>> Counts(CancellationToken cancellation = default) =>
        letters.Counts(cancellation);
}

/// <summary>A watchdog that looks at refunds and sees none.</summary>
internal sealed class SeesNoRefund : IUnfinishedRefunds
{
    public Task<IReadOnlyList<UnfinishedRefund>> OlderThan(
        TimeSpan age, RefundKey? after, int max, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<UnfinishedRefund>>([]);
}

/// <summary>Does not look at a refund's id: the same one asked for again is paid again.</summary>
internal sealed class PaysEveryAttempt(IPaymentGateway gateway) : GatewayInFront(gateway)
{
    private int _attempts;

    public override Task<GatewayAnswer> Refund(
        string id, string refundId, Money amount, CancellationToken cancellation) =>
        base.Refund(id, $"{refundId}#{++_attempts}", amount, cancellation);
}

/// <summary>Says that it has paid, and has not.</summary>
internal sealed class NeverAsked(IPaymentGateway gateway) : GatewayInFront(gateway)
{
    public override Task<GatewayAnswer> Refund(
        string id, string refundId, Money amount, CancellationToken cancellation) =>
        Task.FromResult<GatewayAnswer>(new GatewayAnswer.Refunded(amount));
}
