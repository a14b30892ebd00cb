namespace PosSaga.Stores;

/// <summary>What stores say no to.</summary>
public static class StoreRefusals
{
    public static Refusal StoreExists { get; } = new(
        "store-exists", RefusalKind.Conflict, "There is a store with this id already.");

    public static Refusal NameMissing { get; } = new(
        "store-name-missing", RefusalKind.Validation, "A store has a name.");

    public static Refusal UnknownProvince(string province, RefusalKind kind = RefusalKind.Validation) => new(
        "province-unknown", kind, $"{province} is not a province or territory of Canada (QC, ON, …).");

    public static Refusal NoSuchStore(string storeId, RefusalKind kind = RefusalKind.NotFound) => new(
        "store-not-found", kind, $"There is no store {storeId}.");
}
