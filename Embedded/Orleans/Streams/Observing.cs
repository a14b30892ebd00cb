using Orleans.Runtime;

namespace Orleans.Streams
{
    /// <summary>Takes a stream's items, one after the other: the next comes when the task of the last is
    /// done.</summary>
    public interface IAsyncObserver<in T>
    {
        /// <summary>An exception means that the item was not handled.</summary>
        Task OnNextAsync(T item, StreamSequenceToken? token = null);

        Task OnErrorAsync(Exception ex);
    }

    /// <summary>An item's place in its stream.</summary>
    public abstract class StreamSequenceToken
    {
        public abstract long SequenceNumber { get; protected set; }

        public abstract int EventIndex { get; protected set; }
    }

    /// <summary>One subscription of one grain to one stream.</summary>
    public abstract class StreamSubscriptionHandle<T>
    {
        public abstract StreamId StreamId { get; }

        public abstract string ProviderName { get; }

        /// <summary>From here on items go to the observer.</summary>
        public abstract Task<StreamSubscriptionHandle<T>> ResumeAsync(
            IAsyncObserver<T> observer, StreamSequenceToken? token = null);
    }
}

namespace Orleans.Streams.Core
{
    /// <summary>A grain that is told of a subscription before the first item that an activation gets by it.</summary>
    public interface IStreamSubscriptionObserver
    {
        Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory);
    }

    public interface IStreamSubscriptionHandleFactory
    {
        StreamId StreamId { get; }

        string ProviderName { get; }

        StreamSubscriptionHandle<T> Create<T>();
    }
}
