using Orleans.Runtime;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace PosSaga.Embedded;

/// <summary>The streams that one activation has resumed, and where their items go.</summary>
/// <remarks>Belongs to the activation's turns.</remarks>
internal sealed class ActivationStreams
{
    private readonly Dictionary<StreamId, object> observers = [];

    public async Task Deliver<T>(object grain, string provider, StreamId stream, T item, StreamSequenceToken token)
    {
        if (!observers.TryGetValue(stream, out var observer))
        {
            if (grain is IStreamSubscriptionObserver subscriber)
                await subscriber.OnSubscribed(new HandleFactory(this, provider, stream));
            // Orleans drops such an item with a warning. It would count as handled: here it is an error that is seen.
            observer = observers.GetValueOrDefault(stream) ?? throw new InvalidOperationException(
                $"{grain.GetType()} subscribes to {stream} and resumed no handle with an observer.");
        }

        await ((IAsyncObserver<T>)observer).OnNextAsync(item, token);
    }

    private sealed class HandleFactory(ActivationStreams streams, string provider, StreamId stream)
        : IStreamSubscriptionHandleFactory
    {
        public StreamId StreamId => stream;

        public string ProviderName => provider;

        public StreamSubscriptionHandle<T> Create<T>() => new Handle<T>(streams, provider, stream);
    }

    private sealed class Handle<T>(ActivationStreams streams, string provider, StreamId stream)
        : StreamSubscriptionHandle<T>
    {
        public override StreamId StreamId => stream;

        public override string ProviderName => provider;

        public override Task<StreamSubscriptionHandle<T>> ResumeAsync(
            IAsyncObserver<T> observer, StreamSequenceToken? token = null)
        {
            streams.observers[stream] = observer;
            return Task.FromResult<StreamSubscriptionHandle<T>>(this);
        }
    }
}
