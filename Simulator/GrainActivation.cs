using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace PosSaga.Simulator;

/// <summary>A grain in memory: its object, its turns, the calls that run and those that wait.</summary>
internal sealed partial class GrainActivation : TurnQueue
{
    private readonly string label;
    private readonly GrainClass grainClass;

    public GrainActivation(SimulatedSilo silo, GrainClass grainClass, GrainId grainId, int number)
        : base(silo.Scheduler)
    {
        Silo = silo;
        this.grainClass = grainClass;
        GrainId = grainId;
        Number = number;
        label = $"{grainId}#{number}";
        TraceId = TraceHash.Of(label);
    }

    /// <summary>The activation whose turn runs on this thread.</summary>
    public static new GrainActivation? Current => TaskScheduler.Current as GrainActivation;

    public override SimulatedSilo Silo { get; }

    public override IGrainContext GrainContext => this;

    /// <summary>Counts activations of this silo: their order, without a clock and without random ids.</summary>
    public int Number { get; }

    public override string Label => label;

    internal override ulong TraceId { get; }

    internal override string Describe() =>
        running.Count == 0 ? label : $"{label} (running {string.Join(", ", running.ToArray().OfType<GrainCall>())})";

    internal void LogFailure(Exception error, string during)
    {
        if (Silo.Log.IsEnabled(LogLevel.Warning))
            Silo.Log.LogWarning(error, "{Grain} failed during {During}", label, during);
    }
}
