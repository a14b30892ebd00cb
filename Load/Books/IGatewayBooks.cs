namespace PosSaga.Load.Books;

/// <summary>The payment gateway's own ledger, read where the gateway keeps it: not what the system believes it asked
/// for, but what was done.</summary>
internal interface IGatewayBooks
{
    Task<IReadOnlyList<GatewayCharge>> Charges(CancellationToken cancellation);
}

/// <summary>What became of one payment id at the gateway.</summary>
/// <param name="PaymentId">The payment's, and so the order's id.</param>
/// <param name="Authorisations">How many holds were ever placed under this id; more than one is a double
/// charge.</param>
/// <param name="HeldCents">Authorised and neither captured nor voided.</param>
internal sealed record GatewayCharge(
    string PaymentId, int Authorisations, long HeldCents, long CapturedCents, long RefundedCents);
