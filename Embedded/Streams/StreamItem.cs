using Orleans.Runtime;
using Orleans.Streams;

namespace PosSaga.Embedded;

/// <summary>One item on its way to one subscriber: it waits its turn there like a call.</summary>
internal sealed record StreamItem<T>(string Provider, StreamId Stream, T Item, StreamSequenceToken Token)
{
    private static readonly GrainMethod Method = new("a stream's item", alwaysInterleave: false)
    {
        Invoker = new Invoker<ValueTuple<StreamItem<T>>>(static (object grain, ref ValueTuple<StreamItem<T>> args) =>
            args.Item1.DeliverTo(grain)),
    };

    public Task SendTo(EmbeddedSilo silo, GrainId subscriber) =>
        new GrainCall<ValueTuple<StreamItem<T>>, Nothing>(silo, Method, subscriber, new(this)).Send();

    // Within a turn of the activation.
    private Task DeliverTo(object grain) =>
        GrainActivation.Current!.Streams.Deliver(grain, Provider, Stream, Item, Token);
}

/// <summary>A place in a stream, by one number.</summary>
internal sealed class NumberToken(long number) : StreamSequenceToken
{
    public override long SequenceNumber { get; protected set; } = number;

    public override int EventIndex { get; protected set; }

    public override string ToString() => SequenceNumber.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
