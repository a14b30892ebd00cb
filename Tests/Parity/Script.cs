using System.Collections.Concurrent;
using Orleans.Runtime;

namespace PosSaga.Tests.Parity;

/// <summary>What happened in one play of a rule, in order; and the gates at which grains wait until the rule lets them
/// on. So a rule orders things by facts, and no clock decides on a silo in real time.</summary>
public sealed class Script
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly Dictionary<string, TaskCompletionSource> _facts = new(StringComparer.Ordinal);

    public string[] Lines
    {
        get
        {
            lock (_lock)
                return [.. _lines];
        }
    }

    public void Say(string line)
    {
        TaskCompletionSource fact;
        lock (_lock)
        {
            _lines.Add(line);
            fact = Fact($"said {line}");
        }

        fact.TrySetResult();
    }

    /// <summary>Completes when the line has been said.</summary>
    public Task Said(string line) => Task(Key: $"said {line}");

    /// <summary>Completes when the gate has been opened.</summary>
    public Task Gate(string name) => Task(Key: $"gate {name}");

    public void Open(params string[] gates)
    {
        foreach (var gate in gates)
        {
            TaskCompletionSource fact;
            lock (_lock)
                fact = Fact($"gate {gate}");
            fact.TrySetResult();
        }
    }

    private Task Task(string Key)
    {
        lock (_lock)
            return Fact(Key).Task;
    }

    private TaskCompletionSource Fact(string key) =>
        _facts.TryGetValue(key, out var fact) ? fact : _facts[key] = new TaskCompletionSource();
}

/// <summary>The script of each play: the first part of a grain's key says which.</summary>
public sealed class Scripts
{
    private readonly ConcurrentDictionary<string, Script> _scripts = new(StringComparer.Ordinal);

    public Script Of(string play) => _scripts.GetOrAdd(play, static _ => new Script());

    public Script Of(GrainId grain) => Of(grain.Key.ToString()!.Split('/')[0]);
}
