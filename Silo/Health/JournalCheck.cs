using Microsoft.Extensions.Diagnostics.HealthChecks;
using PosSaga.Journal;

namespace PosSaga.Silo.Health;

/// <summary>Whether the journal answers.</summary>
internal sealed class JournalCheck(IJournalFeed feed, TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // Health may be asked by many; the database is asked once a second at most.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private volatile Seen? _seen;

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) => await Answers()
        ? HealthCheckResult.Healthy()
        : new HealthCheckResult(context.Registration.FailureStatus, "does not answer");

    public async Task<bool> Answers()
    {
        if (_seen is { } seen && clock.GetElapsedTime(seen.At) < Fresh)
            return seen.Answered;
        var answered = true;
        try
        {
            await feed.Head().WaitAsync(Patience, clock);
        }
        catch (Exception)
        {
            // Whatever it is, the journal did not answer; its own client logs and counts why.
            answered = false;
        }
        _seen = new Seen(clock.GetTimestamp(), answered);
        return answered;
    }

    private sealed record Seen(long At, bool Answered);
}
