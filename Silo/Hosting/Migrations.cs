using PosSaga.Journal;
using PosSaga.PaymentSimulator;
using PosSaga.ReadModels;

namespace PosSaga.Silo.Hosting;

/// <summary>Tables that the cluster's providers need beside ours.</summary>
internal interface IRuntimeSchema
{
    Task Migrate(CancellationToken cancellation);
}

/// <summary>Brings every table up to date. Any number of processes may do it at the same time.</summary>
public sealed class Migrations
{
    private readonly JournalSystem _journal;
    private readonly ReadModelSet _readModels;
    private readonly IEnumerable<IRuntimeSchema> _runtime;

    internal Migrations(JournalSystem journal, ReadModelSet readModels, IEnumerable<IRuntimeSchema> runtime) =>
        (_journal, _readModels, _runtime) = (journal, readModels, runtime);

    public async Task Apply(CancellationToken cancellation)
    {
        await _journal.Migrate(cancellation);
        await _readModels.Migrate(cancellation);
        foreach (var schema in _runtime)
            await schema.Migrate(cancellation);
    }

    /// <summary>Also the simulated gateway's, which a running system makes when it opens the gateway's books.</summary>
    public async Task ApplyAll(IGatewayLedger gateway, CancellationToken cancellation)
    {
        await Apply(cancellation);
        await gateway.Open(cancellation);
    }
}
