using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using PosSaga.Journal.Providers;

namespace PosSaga.Tests.Simulator;

/// <summary>Snapshots in memory, or a storage that is broken.</summary>
internal sealed class FakeStorage : IGrainStorage
{
    public Dictionary<string, StreamSnapshot> Kept { get; } = [];

    public bool Fails { get; set; }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (Fails)
            throw new InvalidOperationException("no storage");
        if (Kept.TryGetValue(grainId.ToString(), out var kept))
            (grainState.State, grainState.RecordExists) = ((T)(object)kept, true);
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (Fails)
            throw new InvalidOperationException("no storage");
        Kept[grainId.ToString()] = (StreamSnapshot)(object)grainState.State!;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new NotSupportedException();
}
