using Orleans.Runtime;

namespace Orleans
{
    public interface IGrainState<T>
    {
        T State { get; set; }

        /// <summary>What the storage knows the record's version by; null for a record that was never stored.</summary>
        string? ETag { get; set; }

        bool RecordExists { get; set; }
    }

    public class GrainState<T> : IGrainState<T>
    {
        public GrainState() => State = default!;

        public GrainState(T state) => State = state;

        public GrainState(T state, string? eTag) : this(state) => ETag = eTag;

        public T State { get; set; }

        public string? ETag { get; set; }

        public bool RecordExists { get; set; }
    }
}

namespace Orleans.Storage
{
    /// <summary>Keeps one record per grain and name.</summary>
    public interface IGrainStorage
    {
        Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

        Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

        Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);
    }
}
