using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Reflection;
using Orleans;
using Orleans.EventSourcing;
using Orleans.Storage;

namespace PosSaga.Journal.Providers;

/// <summary>A state as it is kept. It is disposable: the events say the same.</summary>
public sealed class StreamSnapshot
{
    /// <summary>Of the last event it covers; 0 for none.</summary>
    public long Version { get; set; }

    /// <summary>The version behind the slash of the state's stored name.</summary>
    public int Schema { get; set; }

    /// <summary>The codec's text of the state.</summary>
    public byte[] Data { get; set; } = [];
}

/// <summary>Snapshots of one stream, through the storage that the runtime hands to its log-consistency
/// provider.</summary>
internal sealed class StreamSnapshots
{
    /// <summary>Events between two snapshots: replaying fewer costs about as much as reading a snapshot.</summary>
    public const int Every = 100;

    private static readonly ConcurrentDictionary<Type, string?> StoredNames = new();
    private static readonly Meter Meter = new("PosSaga");
    private static readonly Counter<long> Created = Meter.CreateCounter<long>("snapshots_created_total");
    private static readonly Counter<long> Failed = Meter.CreateCounter<long>("snapshots_failed_total");

    private readonly IGrainStorage storage;
    private readonly IEventCodec codec;
    private readonly ILogConsistencyProtocolServices services;
    private readonly string type;

    // With the grain's type: Orleans' ADO.NET storage keeps a state under its name and the grain's key, and a payment
    // has the key of its order.
    private readonly string name;
    private readonly int schema;

    // Keeps the record's ETag; null when it is not known, and then it is read before it is written.
    private GrainState<StreamSnapshot>? record;
    private long lastVersion;
    private bool saving;

    private StreamSnapshots(
        IGrainStorage storage, IEventCodec codec, ILogConsistencyProtocolServices services, string type)
    {
        this.storage = storage;
        this.codec = codec;
        this.services = services;
        this.type = type;
        name = $"snapshot/{services.GrainId.Type}";
        schema = int.Parse(type.AsSpan(type.LastIndexOf('/') + 1), CultureInfo.InvariantCulture);
    }

    /// <summary>Null if the view has nothing that can be kept, or there is nowhere to keep it.</summary>
    public static StreamSnapshots? For(
        object view, IGrainStorage? storage, IEventCodec codec, ILogConsistencyProtocolServices services)
    {
        if (storage is null || view is not ISnapshotHolder holder)
            return null;
        var name = StoredNames.GetOrAdd(
            holder.StateType, static t => t.GetCustomAttribute<StoredAsAttribute>(inherit: false)?.Name);
        return name is null ? null : new StreamSnapshots(storage, codec, services, name);
    }

    /// <summary>Puts the snapshot's state into the view; the version it covers, 0 if there is none to be
    /// used.</summary>
    public async Task<long> Restore(object view)
    {
        try
        {
            var found = await ReadRecord();
            if (found.State is not { Version: > 0 } snapshot || snapshot.Schema != schema)
                return 0;
            ((ISnapshotHolder)view).State = await codec.Decode(type, snapshot.Data);
            return lastVersion = snapshot.Version;
        }
#pragma warning disable CA1031 // A snapshot that cannot be read costs a replay, nothing else.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Failed.Add(1);
            services.CaughtException("reading a snapshot", error);
            return 0;
        }
    }

    /// <summary>Keeps the state when it is time to. Nobody waits for it, and its failure fails nobody.</summary>
    public void Confirmed(object view, long version)
    {
        if (saving || version - lastVersion < Every || ((ISnapshotHolder)view).State is not { } state)
            return;
        saving = true;
        _ = Save(state, version);
    }

    private async Task Save(object state, long version)
    {
        try
        {
            var data = await codec.Encode(state);
            var kept = record ?? await ReadRecord();
            kept.State = new StreamSnapshot { Version = version, Schema = schema, Data = data.ToArray() };
            await storage.WriteStateAsync(name, services.GrainId, kept);
            Created.Add(1);
        }
#pragma warning disable CA1031 // Counted and logged; the events say the same.
        catch (Exception error)
#pragma warning restore CA1031
        {
            record = null;
            Failed.Add(1);
            services.CaughtException("writing a snapshot", error);
        }

        // Also after a failure: the next attempt comes with the next hundred events, not with the next event.
        lastVersion = version;
        saving = false;
    }

    private async Task<GrainState<StreamSnapshot>> ReadRecord()
    {
        var read = new GrainState<StreamSnapshot>(new StreamSnapshot());
        await storage.ReadStateAsync(name, services.GrainId, read);
        return record = read;
    }
}
