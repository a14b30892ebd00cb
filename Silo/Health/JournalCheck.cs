using PosSaga.Journal;

namespace PosSaga.Silo.Health;

/// <summary>Whether the journal answers.</summary>
internal sealed class JournalCheck(IJournalFeed feed, TimeProvider clock) : IDependencyCheck
{
    private const string Name = "journal";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // Health may be asked by many; the database is asked once a second at most.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private volatile Seen? _seen;

    public bool IsShared => true;

    public async Task<Dependency> Look()
    {
        if (_seen is { } seen && clock.GetElapsedTime(seen.At) < Fresh)
            return seen.Dependency;
        Dependency now;
        try
        {
            await feed.Head().WaitAsync(Patience, clock);
            now = new Dependency(Name, HealthState.Ok);
        }
        catch (Exception)
        {
            // Whatever it is, the journal did not answer; its own client logs and counts why.
            now = new Dependency(Name, HealthState.Failed, "does not answer");
        }
        _seen = new Seen(clock.GetTimestamp(), now);
        return now;
    }

    private sealed record Seen(long At, Dependency Dependency);
}
