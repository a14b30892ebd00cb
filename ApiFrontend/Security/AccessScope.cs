namespace PosSaga.Api;

/// <summary>Whose things within its tenant a credential covers, and up to which amount it approves.</summary>
/// <param name="Stores">Null: all.</param>
/// <param name="Registers"><c>{store}-{register}</c>; null: all of these stores.</param>
/// <param name="Customer">Only what is this customer's.</param>
/// <param name="GuestsOnly">Only what belongs to no customer's account.</param>
/// <param name="ApprovalLimitCents">Of what others have decided.</param>
internal sealed record AccessScope(
    IReadOnlyList<string>? Stores = null, IReadOnlyList<string>? Registers = null, string? Customer = null,
    bool GuestsOnly = false, long ApprovalLimitCents = 0)
{
    /// <summary>What a claims agent approves where nothing else is said: 200.00.</summary>
    public const long UsualApprovalLimitCents = 200_00;

    /// <summary>An admin's, where nothing else is said.</summary>
    public const long NoApprovalLimit = long.MaxValue;

    public static AccessScope WholeTenant { get; } = new();

    /// <summary>Everything of the tenant: nothing has to be looked up.</summary>
    public bool IsWhole => Stores is null && Customer is null && !GuestsOnly;

    /// <summary>For lists; null where nothing has to be left out. Guests' things are in none that a shop may
    /// read.</summary>
    public ReadModels.ReadScope? Listed => Stores is null && Customer is null ? null : new(Stores, Customer);

    /// <summary>False for what is of no known store, when the credential is bound to some.</summary>
    public bool CoversStore(string? storeId) =>
        Stores is null || (storeId is not null && Stores.Contains(storeId, StringComparer.Ordinal));

    /// <param name="register"><c>{store}-{register}</c>.</param>
    public bool CoversRegister(string register) =>
        Registers is null || Registers.Contains(register, StringComparer.Ordinal);

    public bool Covers(string? storeId, string? customerId) =>
        CoversStore(storeId)
        && (Customer is null || customerId == Customer)
        && (!GuestsOnly || customerId is null);
}
