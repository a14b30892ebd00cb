using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Reflection;
using Orleans.EventSourcing;
using Orleans.Storage;

namespace PosSaga.Journal.Providers;

/// <summary>A stored state. It may be deleted: the events yield the same state.</summary>
public sealed class StreamSnapshot
{
    /// <summary>Of the last event it includes; 0: no snapshot.</summary>
    public long Version { get; set; }

    /// <summary>The version in the state's stored name, after the slash.</summary>
    public int Schema { get; set; }

    /// <summary>The state, encoded by the codec.</summary>
    public byte[] Data { get; set; } = [];
}

/// <summary>Snapshots of one stream, in the grain storage that Orleans passes to a log-consistency provider.</summary>
internal sealed class StreamSnapshots(
    IGrainStorage storage, IEventCodec codec, ILogConsistencyProtocolServices services, string type)
{
    /// <summary>Events between two snapshots: replaying fewer costs about as much as reading a snapshot.</summary>
    public const int Interval = 100;

    private static readonly ConcurrentDictionary<Type, string?> StoredNames = new();
    private static readonly Meter Meter = new("PosSaga");
    private static readonly Counter<long> Created = Meter.CreateCounter<long>("snapshots_created_total");
    private static readonly Counter<long> Failed = Meter.CreateCounter<long>("snapshots_failed_total");

    // Contains the grain's type, because Orleans' ADO.NET storage identifies a state by its name and the grain's key,
    // and a payment has the same key as its order.
    private readonly string name = $"snapshot/{services.GrainId.Type}";
    private readonly int schema = int.Parse(type.AsSpan(type.LastIndexOf('/') + 1), CultureInfo.InvariantCulture);

    // Holds the record's ETag; null if it has to be read before it is written.
    private GrainState<StreamSnapshot>? record;
    private long lastVersion;
    private bool saving;

    /// <summary>Null if the view's state has no stored name, or there is no storage.</summary>
    public static StreamSnapshots? For(
        object view, IGrainStorage? storage, IEventCodec codec, ILogConsistencyProtocolServices services)
    {
        if (storage is null || view is not ISnapshotHolder holder)
            return null;
        var name = StoredNames.GetOrAdd(
            holder.StateType, static t => t.GetCustomAttribute<StoredAsAttribute>(inherit: false)?.Name);
        return name is null ? null : new StreamSnapshots(storage, codec, services, name);
    }

    /// <summary>Puts the snapshot's state into the view and returns its version; 0 if there is no usable
    /// snapshot.</summary>
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
#pragma warning disable CA1031 // Counted and logged; the events are replayed instead.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Failed.Add(1);
            services.CaughtException("reading a snapshot", error);
            return 0;
        }
    }

    /// <summary>Stores the state in the background if the last snapshot is old enough.</summary>
    public void SaveIfDue(object view, long version)
    {
        if (saving || version - lastVersion < Interval || ((ISnapshotHolder)view).State is not { } state)
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
#pragma warning disable CA1031 // Counted and logged; a snapshot is optional.
        catch (Exception error)
#pragma warning restore CA1031
        {
            record = null;
            Failed.Add(1);
            services.CaughtException("writing a snapshot", error);
        }

        // Also after a failure, so that the next attempt comes with the next hundred events and not with the next one.
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

/// <summary>Grain storage over the journal's snapshot table. It can store nothing but
/// <see cref="StreamSnapshot"/>.</summary>
internal sealed class SnapshotStorage(ISnapshotTable table) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = await table.Read(grainId.ToString());
        if (row is null)
            return;
        var snapshot = (StreamSnapshot)(object)grainState.State!;
        (snapshot.Version, snapshot.Schema, snapshot.Data) = (row.Version, row.Schema, row.Data.ToArray());
        grainState.RecordExists = true;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var snapshot = (StreamSnapshot)(object)grainState.State!;
        grainState.RecordExists = true;
        return table.Write(new SnapshotRow(grainId.ToString(), snapshot.Version, snapshot.Schema, snapshot.Data));
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await table.Remove(grainId.ToString());
        grainState.RecordExists = false;
    }
}
