using System.Text.Json.Nodes;
using PosSaga.EventSourcing;
using PosSaga.Journal;
using PosSaga.Silo.Hosting;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.Stored;

/// <summary>Folds every stream of a journal into its state, without grains.</summary>
internal static class Fold
{
    private static readonly Dictionary<string, Type> States = StoredFile.Types
        .Select(type => (Type: type, Name: StoredFile.NameOf(type)))
        .Where(state => state.Name.Contains(".state/", StringComparison.Ordinal))
        .ToDictionary(state => state.Name.Split('.')[0], state => state.Type);

    /// <summary>Version and state by stream; no state where the stream has none.</summary>
    public static async Task<JsonObject> All(JournalSystem journal)
    {
        var options = new EventCodecOptions();
        SiloServices.Events(options);
        var codec = new EventCodec(options, journal.Keys);
        var streams = new SortedDictionary<string, (long Version, IFold Fold)>(StringComparer.Ordinal);
        foreach (var stored in await journal.Feed.All(page: 1000))
        {
            var fold = streams.TryGetValue(stored.Stream, out var known) ? known.Fold : For(stored.Stream);
            fold.Apply(await codec.Decode(stored.Type, stored.Data));
            streams[stored.Stream] = (stored.Version, fold);
        }

        return new JsonObject(streams.Select(stream => KeyValuePair.Create<string, JsonNode?>(
            stream.Key,
            new JsonObject { ["version"] = stream.Value.Version, ["state"] = stream.Value.Fold.State })));
    }

    private static IFold For(string stream)
    {
        if (!States.TryGetValue(stream.Split('/')[0], out var state))
            return new Stateless();
        var arguments = state.GetInterfaces()
            .Single(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IAggregate<,>)).GetGenericArguments();
        return (IFold)Activator.CreateInstance(typeof(Of<,>).MakeGenericType(arguments))!;
    }

    private interface IFold
    {
        JsonNode? State { get; }

        void Apply(object @event);
    }

    private sealed class Of<TState, TEvent> : IFold where TState : IAggregate<TState, TEvent>
    {
        private TState _state = TState.Initial;

        public JsonNode? State => StoredJson.Opened(_state);

        public void Apply(object @event) => _state = _state.Apply((TEvent)@event);
    }

    private sealed class Stateless : IFold
    {
        public JsonNode? State => null;

        public void Apply(object @event)
        {
        }
    }
}
