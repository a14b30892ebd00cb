using PosSaga.Tests.Api;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.Stored;

/// <summary>The system of today, started over a copy of an old journal; not started where that has no
/// database.</summary>
public abstract class OldSystem : IAsyncLifetime
{
    private readonly Host? _host;

    private protected OldSystem(OldJournal journal, bool canStart)
    {
        Of = journal;
        _host = canStart ? new Host(journal) : null;
    }

    internal OldJournal Of { get; }

    public HttpClient Http => _host!.Http;

    public Task InitializeAsync() => _host?.InitializeAsync() ?? Task.CompletedTask;

    public Task DisposeAsync() => _host?.DisposeAsync() ?? Task.CompletedTask;

    private sealed class Host(OldJournal journal) : ApiHost
    {
        // As after a restore: nobody waits for silos of the past.
        protected override Dictionary<string, string?> Settings => new() { ["Cluster:ClusterId"] = "restored" };

        protected override Task<string> Journal(string folder) => journal.Copy(folder);
    }
}

public sealed class OldSystemOnSqlite() : OldSystem(OldJournal.OnSqlite, canStart: true);

public sealed class OldSystemOnPostgres() : OldSystem(OldJournal.OnPostgres, PrivatePostgres.WhyNot is null);
