using System.Globalization;
using PosSaga.Journal;
using PosSaga.Registers;

namespace PosSaga.ReadModels;

/// <summary>Registers and their Z reports.</summary>
internal sealed class TillsFold : Fold
{
    public static readonly Projection Projection = new(
        Models.Tills, SchemaVersion: 1, [RegisterRow.Table, ZReportRow.Table], codec => new TillsFold(codec));

    private readonly IEventCodec _codec;
    private readonly RowSet<RegisterRow> _registers;
    private readonly RowSet<ZReportRow> _reports;

    private TillsFold(IEventCodec codec) =>
        (_codec, _registers, _reports) = (codec, NewRows(RegisterRow.Table), NewRows(ZReportRow.Table));

    public override bool Handles(string eventType) => eventType.StartsWith("register.", StringComparison.Ordinal);

    public override void Request(RecordedEvent e)
    {
        _registers.Request(KeyOf(e));
        if (e.Type.StartsWith("register.shift-closed/", StringComparison.Ordinal))
            _reports.Request(ReportKeyOf(e));
    }

    public override async ValueTask Apply(RecordedEvent e, CancellationToken cancellation)
    {
        var @event = (RegisterEvent)await _codec.Decode(e.Type, e.Data, cancellation);
        var row = _registers.Get(KeyOf(e));
        if (e.Version > row.Version)
        {
            Apply(row, @event);
            row.Version = e.Version;
            _registers.Change(row);
        }

        if (@event is RegisterEvent.ShiftClosed { Report: { Close: { } close } shift }
            && _reports.Get(ReportKeyOf(e)) is { Position: 0 } report)
        {
            (report.StoreId, report.ClosedAt, report.Position) = (shift.StoreId, Micros.Of(close.At), e.Position);
            _reports.Change(report);
        }
    }

    private static void Apply(RegisterRow row, RegisterEvent @event)
    {
        switch (@event)
        {
            case RegisterEvent.Added added:
                (row.StoreId, row.RegisterId) = (added.StoreId, added.RegisterId);
                (row.Name, row.Active) = (added.Name, added.Active ? 1 : 0);
                break;
            case RegisterEvent.Changed changed:
                (row.Name, row.Active) = (changed.Name, changed.Active ? 1 : 0);
                break;
            case RegisterEvent.ShiftOpened:
                row.ShiftIsOpen = 1;
                break;
            case RegisterEvent.ShiftClosed:
                row.ShiftIsOpen = 0;
                break;
            case RegisterEvent.CashMoved or RegisterEvent.SaleRecorded or RegisterEvent.SaleVoided:
                break;
            default:
                throw new JournalCorruptException($"The tills model does not know {@event.GetType().Name}.");
        }
    }

    // With leading zeros, so that later versions come later in the order of texts.
    private static string ReportKeyOf(RecordedEvent e) =>
        string.Create(CultureInfo.InvariantCulture, $"{KeyOf(e)}@{e.Version:D12}");
}

internal sealed class RegisterRow : TenantRow
{
    public string StoreId { get; set; } = "";
    public string RegisterId { get; set; } = "";
    public string Name { get; set; } = "";
    public int Active { get; set; }
    public int ShiftIsOpen { get; set; }
    public long Version { get; set; }

    public static readonly Table<RegisterRow> Table = new(
        "registers",
        new TextColumn<RegisterRow>("tenant", row => row.Tenant),
        new TextColumn<RegisterRow>("id", row => row.Id),
        new TextColumn<RegisterRow>("store_id", row => row.StoreId),
        new TextColumn<RegisterRow>("register_id", row => row.RegisterId),
        new TextColumn<RegisterRow>("name", row => row.Name),
        new IntColumn<RegisterRow>("active", row => row.Active),
        new IntColumn<RegisterRow>("shift_is_open", row => row.ShiftIsOpen),
        new LongColumn<RegisterRow>("version", row => row.Version))
    {
        KeyColumns = 2,
    };
}

/// <summary>A Z report; its contents are read from the journal. The id is the register's with the version of the event,
/// because both are known before the event is decoded.</summary>
internal sealed class ZReportRow : TenantRow
{
    public string StoreId { get; set; } = "";
    public long ClosedAt { get; set; }

    /// <summary>0 until it is folded.</summary>
    public long Position { get; set; }

    public static readonly Table<ZReportRow> Table = new(
        "z_reports",
        new TextColumn<ZReportRow>("tenant", row => row.Tenant),
        new TextColumn<ZReportRow>("id", row => row.Id),
        new TextColumn<ZReportRow>("store_id", row => row.StoreId),
        new LongColumn<ZReportRow>("closed_at", row => row.ClosedAt),
        new LongColumn<ZReportRow>("position", row => row.Position))
    {
        KeyColumns = 2,
        Indexes = new Dictionary<string, string> { ["newest"] = "(tenant, closed_at desc, id desc)" },
    };
}
