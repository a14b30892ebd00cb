using Orleans.Streams;

namespace Orleans.Streams
{
    public interface IStreamNamespacePredicate
    {
        string PredicatePattern { get; }

        bool IsMatch(string streamNamespace);
    }
}

namespace Orleans
{
    /// <summary>Grains of this class subscribe to every stream of the namespace: to an item of a stream the grain with
    /// the stream's key is activated.</summary>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
    public class ImplicitStreamSubscriptionAttribute(string streamNamespace, string? streamIdMapper = null) : Attribute
    {
        public IStreamNamespacePredicate Predicate { get; } = new Exactly(streamNamespace);

        public string? StreamIdMapper { get; init; } = streamIdMapper;

        private sealed class Exactly(string streamNamespace) : IStreamNamespacePredicate
        {
            public string PredicatePattern => streamNamespace;

            public bool IsMatch(string streamNamespace) =>
                string.Equals(streamNamespace, PredicatePattern, StringComparison.Ordinal);
        }
    }
}
