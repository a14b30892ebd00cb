using PosSaga.Carts;
using PosSaga.Journal;
using PosSaga.Payments;
using PosSaga.Sagas;

namespace PosSaga.Tests.Simulation;

/// <summary>Loses a field on the way to the journal.</summary>
internal sealed class DropsAField(IEventCodec codec, Func<object, object> drops) : IEventCodec
{
    public static object CodeOfPayment(object @event) =>
        @event is PaymentEvent.Authorised a ? a with { AuthorizationCode = "" } : @event;

    public static object BarsOfCart(object state) => state is Cart cart ? cart with { Barred = [] } : state;

    public string TypeOf(object @event) => codec.TypeOf(@event);

    public ValueTask<ReadOnlyMemory<byte>> Encode(object @event, CancellationToken cancellation = default) =>
        codec.Encode(drops(@event), cancellation);

    public ValueTask<object> Decode(string type, ReadOnlyMemory<byte> data, CancellationToken cancellation = default) =>
        codec.Decode(type, data, cancellation);

    public ReadOnlyMemory<byte> EncodeMetadata(EventMetadata metadata) => codec.EncodeMetadata(metadata);

    public EventMetadata DecodeMetadata(ReadOnlyMemory<byte> metadata) => codec.DecodeMetadata(metadata);
}

/// <summary>A watchdog that looks and sees nothing.</summary>
internal sealed class SeesNothing : IUnfinishedSagas
{
    public Task<IReadOnlyList<SagaKey>> OlderThan(
        TimeSpan age, SagaKey? after, int max, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<SagaKey>>([]);

    public Task<bool> HasSeen(long position, CancellationToken cancellation) => Task.FromResult(true);
}
