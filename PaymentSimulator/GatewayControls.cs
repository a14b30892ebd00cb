namespace PosSaga.PaymentSimulator;

/// <summary>The simulator's settings: a change is in force here at once, and in every other silo as soon as it
/// looks.</summary>
public sealed class GatewayControls(IGatewayLedger ledger)
{
    private VersionedSettings _inForce = new(0, GatewaySettings.Usual);

    public GatewaySettings Current => Volatile.Read(ref _inForce).Settings;

    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public async Task Change(GatewaySettings settings, CancellationToken cancellation = default)
    {
        if (settings.Faults().FirstOrDefault() is { Key: not null } fault)
            throw new ArgumentException(fault.Value, fault.Key);
        Adopt(await ledger.Save(settings, cancellation));
    }

    /// <summary>Looks whether another silo changed them.</summary>
    public async Task Refresh(CancellationToken cancellation = default) => Adopt(await ledger.Settings(cancellation));

    private void Adopt(VersionedSettings settings)
    {
        // A look that began before a change may end after it; the older version must not win.
        var inForce = Volatile.Read(ref _inForce);
        while (settings.Version > inForce.Version)
        {
            var before = Interlocked.CompareExchange(ref _inForce, settings, inForce);
            if (ReferenceEquals(before, inForce))
                return;
            inForce = before;
        }
    }
}
