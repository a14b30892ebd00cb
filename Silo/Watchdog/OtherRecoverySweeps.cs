using Microsoft.Extensions.Logging;
using PosSaga.Journal;

namespace PosSaga.Silo.Watchdog;

/// <summary>Refunds that stand still, and claims that owe their order something.</summary>
public sealed class RefundRecoverySweep(
    RefundPatrol patrol, ILeases leases, WatchdogOptions options, TimeProvider clock,
    ILogger<RefundRecoverySweep> log) : RecoverySweep("refund-watchdog", options.Period, leases, options, clock, log)
{
    protected override Task Sweep(CancellationToken cancellation) => patrol.Look(cancellation);

    protected override void StandBy() => RefundPatrol.StandBy();
}

/// <summary>Reservations old enough to ask their sagas about.</summary>
public sealed class ReservationRecoverySweep(
    Patrol patrol, ILeases leases, WatchdogOptions options, TimeProvider clock,
    ILogger<ReservationRecoverySweep> log)
    : RecoverySweep("reservation-watchdog", options.ReservationPeriod, leases, options, clock, log)
{
    protected override Task Sweep(CancellationToken cancellation) => patrol.ExpireReservations(cancellation);
}
