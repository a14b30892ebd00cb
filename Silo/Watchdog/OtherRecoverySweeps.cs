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
