using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace PosSaga.Simulator;

/// <summary>How activations end: asked to, or as in a crash.</summary>
public sealed partial class SimulatedSilo
{
    /// <summary>Lets calls finish and activations end, then refuses everything.</summary>
    public async Task StopAsync(CancellationToken cancellation = default)
    {
        stopping = true;
        collector.Stop();
        using var patience = new CancellationTokenSource(Options.StopTimeout, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            // In rounds, because a call that still runs may wake another grain.
            while (activations.Count > 0)
            {
                var ending = InOrder();
                foreach (var activation in ending)
                    activation.Deactivate(
                        new(DeactivationReasonCode.ShuttingDown, "The silo stops."), CancellationToken.None);
                await Task.WhenAll(ending.Select(a => a.Deactivated)).WaitAsync(either.Token);
            }
        }
        catch (OperationCanceledException)
        {
            Log.LogWarning("{Count} activations did not end in time and are left behind", activations.Count);
        }

        stopped = true;
    }

    /// <summary>Kills activations as a crash of their silo would. Returns how many.</summary>
    public int KillActivations(Func<IGrainContext, bool> which, KillNotice notice = KillNotice.AtOnce)
    {
        var killed = Array.FindAll(InOrder(), activation => which(activation));
        foreach (var activation in killed)
            activation.Kill(notice);
        return killed.Length;
    }

    /// <summary>Kills them all at once; the silo goes on empty, as a restarted one would.</summary>
    public int KillAll(KillNotice notice = KillNotice.AtOnce) => KillActivations(static _ => true, notice);
}
