using PosSaga.Payments;

namespace PosSaga.Registers;

[GenerateSerializer, Immutable, Alias("possaga.register.set")]
public sealed record SetRegister(
    Origin Origin, string StoreId, string RegisterId, string Name, bool Active, VersionCondition? IfMatch = null);

/// <param name="OpeningFloat">Change that lies in the drawer at the start.</param>
/// <param name="Key">Client's idempotency key, if any; here and below.</param>
[GenerateSerializer, Immutable, Alias("possaga.register.open-shift")]
public sealed record OpenShift(Origin Origin, Money OpeningFloat, string? Key = null, string? Fingerprint = null);

[GenerateSerializer, Immutable, Alias("possaga.register.move-cash")]
public sealed record MoveCash(
    Origin Origin, CashMovementKind Kind, Money Amount, string Reason,
    string? Key = null, string? Fingerprint = null);

[GenerateSerializer, Immutable, Alias("possaga.register.close-shift")]
public sealed record CloseShift(Origin Origin, Money Counted, string? Key = null, string? Fingerprint = null);

/// <param name="Tenders">What went into the drawer or came off cards, by method.</param>
[GenerateSerializer, Immutable, Alias("possaga.register.record-sale")]
public sealed record RecordSale(
    Origin Origin, string SaleId, int Items, Money Subtotal, Money Tax, Money Total, Money Rounding,
    IReadOnlyList<TenderTotal> Tenders);
