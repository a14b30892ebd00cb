using Microsoft.Extensions.Logging;
using PosSaga.Journal;

namespace PosSaga.Silo.Watchdog;

/// <summary>Sweeps refunds that do not move, and claims with a pending action.</summary>
public sealed class RefundRecoverySweep(
    RefundPatrol patrol, ILeases leases, WatchdogOptions options, TimeProvider clock,
    ILogger<RefundRecoverySweep> log) : RecoverySweep("refund-watchdog", options.Period, leases, options, clock, log)
{
    protected override Task Sweep(CancellationToken cancellation) => patrol.Look(cancellation);

    protected override void StandBy() => RefundPatrol.StandBy();
}

/// <summary>Sweeps old reservations; a reservation expires only after its saga was asked.</summary>
public sealed class ReservationRecoverySweep(
    Patrol patrol, ILeases leases, WatchdogOptions options, TimeProvider clock,
    ILogger<ReservationRecoverySweep> log)
    : RecoverySweep("reservation-watchdog", options.ReservationPeriod, leases, options, clock, log)
{
    protected override Task Sweep(CancellationToken cancellation) => patrol.ExpireReservations(cancellation);
}

/// <summary>Sales at tills that a dead process left behind: all of them once after a start, then those that have not
/// moved for a while.</summary>
public sealed class SaleRecoverySweep(
    Patrol patrol, ILeases leases, WatchdogOptions options, TimeProvider clock, ILogger<SaleRecoverySweep> log)
    : RecoverySweep("sale-watchdog", options.Period, leases, options, clock, log)
{
    private readonly TimeSpan _stuckAfter = options.StuckAfter;
    private bool _looked;

    protected override Task Sweep(CancellationToken cancellation) => patrol.ResumeSales(_stuckAfter, cancellation);

    protected override async Task LookBack(CancellationToken cancellation) =>
        _looked = _looked || await patrol.ResumeSales(TimeSpan.Zero, cancellation) == 0;
}
