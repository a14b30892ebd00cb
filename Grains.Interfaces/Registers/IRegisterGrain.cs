namespace PosSaga.Registers;

/// <summary>One register of a store, with its cash drawer and the numbers of its receipts. Key
/// <c>{tenant}/{store}-{register}</c>: the id that the outside calls it by, because a register's own id is only unique
/// in its store.</summary>
[Alias("possaga.register")]
public interface IRegisterGrain : IGrainWithStringKey
{
    /// <summary>Null when there is no such register.</summary>
    [AlwaysInterleave, Alias("Get")] Task<RegisterView?> Get();

    /// <summary>Adds it, or changes it.</summary>
    [Alias("Set")] Task<CommandResult<RegisterView>> Set(SetRegister command);

    [Alias("OpenShift")] Task<CommandResult<Shift>> OpenShift(OpenShift command);

    /// <summary>The shift that is open, as it stands: an X report. Null when none is.</summary>
    [AlwaysInterleave, Alias("CurrentShift")] Task<Shift?> CurrentShift();

    /// <summary>Money put into the drawer or taken out of it beside sales.</summary>
    [Alias("MoveCash")] Task<CommandResult<CashMovement>> MoveCash(MoveCash command);

    /// <summary>Answers the Z report: what was expected, what was counted, and what is between.</summary>
    [Alias("CloseShift")] Task<CommandResult<Shift>> CloseShift(CloseShift command);

    /// <summary>Gives a sale its number, once, and counts it in the shift. Again with the same sale: the same
    /// number.</summary>
    [Alias("RecordSale")] Task<CommandResult<SaleNumber>> RecordSale(RecordSale command);

    /// <summary>Takes a voided sale out of the shift, once; it keeps its number.</summary>
    [Alias("TakeSaleBack")] Task<CommandResult<SaleNumber>> TakeSaleBack(RecordSale sale);
}

[GenerateSerializer, Immutable, Alias("possaga.register.view")]
public sealed record RegisterView(
    string Id, string StoreId, string RegisterId, string Name, bool Active, bool ShiftIsOpen, long Version);

/// <param name="Number">From 1, without gaps, per register.</param>
/// <param name="Text"><c>{store}-{register}-{number}</c>.</param>
[GenerateSerializer, Immutable, Alias("possaga.register.sale-number")]
public sealed record SaleNumber(long Number, string Text);
