using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace PosSaga.Journal.Providers;

/// <summary>Grain storage for the log-consistency provider alone: snapshots beside the journal.</summary>
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
