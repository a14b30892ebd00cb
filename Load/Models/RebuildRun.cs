using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using PosSaga.Journal;
using PosSaga.Load.InProcess;
using PosSaga.Load.Measuring;
using PosSaga.Load.Orders;
using PosSaga.ReadModels;

namespace PosSaga.Load.Models;

/// <summary>Rebuilds one read model, to the swap, and tells how long each part took.</summary>
internal static class RebuildRun
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <returns>What to report, and whether the rebuilt rows equalled the live ones.</returns>
    public static async Task<(string Note, bool Same)> Of(
        InProcessSystem system, string model, CancellationToken cancellation)
    {
        var (begun, phases) = (Moments.Now, new List<(string State, long From)>());
        if (await system.Services.GetRequiredService<IProjectionRebuild>().Start(model, cancellation: cancellation)
            is not RebuildRequest.Started and var refused)
            throw new SystemNotUsableException($"A rebuild of {model} was answered {refused}.");
        ProjectionStatus status;
        do
        {
            await Task.Delay(Poll, cancellation);
            var all = await system.Services.GetRequiredService<IProjectionStatus>().All(cancellation);
            status = all.Single(one => one.Name == model);
            var state = status.Rebuild?.State ?? "starting";
            if (phases.Count == 0 || phases[^1].State != state)
                phases.Add((state, Moments.Now));
        }
        while (status.State == ProjectionState.Rebuilding);
        var head = await system.Services.GetRequiredService<IJournalFeed>().Head(cancellation);
        var seconds = Moments.MicrosBetween(begun, Moments.Now) / 1_000_000.0;
        var parts = phases.Zip(
            phases.Skip(1).Select(phase => phase.From),
            (phase, to) => string.Create(
                CultureInfo.InvariantCulture,
                $"{phase.State} {Moments.MicrosBetween(phase.From, to) / 1_000_000.0:0.0} s"));
        var rebuilt = status.Rebuild!;
        return (
            string.Create(
                CultureInfo.InvariantCulture,
                $"{head / seconds:0} events/s ({head} in {seconds:0.0} s: {string.Join(", ", parts)}); ")
                + $"{rebuilt.State} {rebuilt.Mismatch}",
            rebuilt.State == "swapped");
    }
}
