using PosSaga.Stores;

namespace PosSaga.Registers;

/// <summary>What a register says no to.</summary>
public static class RegisterRefusals
{
    /// <param name="id">Null where the register itself was asked.</param>
    public static Refusal NoSuchRegister(string? id = null, RefusalKind kind = RefusalKind.NotFound) => new(
        "register-not-found", kind, id is null ? "There is no such register." : $"There is no register {id}.");

    public static Refusal NotInAStore(StoreKind kind) => new(
        "register-needs-store", RefusalKind.Conflict, $"Registers stand in stores; this is of kind {kind}.");

    public static Refusal NameMissing { get; } = new(
        "register-name-missing", RefusalKind.Validation, "A register has a name.");

    public static Refusal IdTooLong { get; } = new(
        "register-id-too-long", RefusalKind.Validation,
        $"The ids of store and register together have at most {GrainKeys.MaxIdLength - 1} characters.");

    /// <summary>Both ids may hold hyphens, so two registers could come to the same name.</summary>
    public static Refusal IdTaken(string storeId, string registerId) => new(
        "register-id-taken", RefusalKind.Conflict,
        $"Register {registerId} of store {storeId} is called the same; give this one another id.");

    public static Refusal Stale(VersionCondition seen, long actual) => new(
        "register-changed", RefusalKind.PreconditionFailed, "The register was changed. " + seen.Text(actual));

    public static Refusal Inactive { get; } = new(
        "register-inactive", RefusalKind.InvalidState, "The register is not in service.");

    public static Refusal ShiftOpen { get; } = new(
        "shift-open", RefusalKind.InvalidState, "A shift is open at this register; close it first.");

    public static Refusal ShiftNotOpen { get; } = new(
        "shift-not-open", RefusalKind.InvalidState, "No shift is open at this register.");

    public static Refusal CashOutOfRange { get; } = new(
        "cash-out-of-range", RefusalKind.Validation, "An amount of cash is between 0.00 and 1,000,000.00 CAD.");

    public static Refusal TooManyMovements { get; } = new(
        "cash-movements-too-many", RefusalKind.InvalidState,
        $"A shift has at most {RegisterDecider.MaxMovements} movements; close it and open another.");

    public static Refusal NotInTheDrawer(Money expected) => new(
        "cash-not-in-drawer", RefusalKind.Conflict, $"More than the {expected} that should be in the drawer.");

    public static Refusal KeyReused { get; } = new(
        "idempotency-key-reused", RefusalKind.KeyReused, "This key was used with other content.");
}
