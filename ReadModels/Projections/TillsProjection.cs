using System.Globalization;
using PosSaga.Journal;
using PosSaga.ReadModels.Storage;
using PosSaga.Registers;

namespace PosSaga.ReadModels.Projections;

/// <summary>Registers and their Z reports.</summary>
internal sealed class TillsProjection : Projection
{
    public override string Name => Models.Tills;

    public override int SchemaVersion => 1;

    public override IReadOnlyList<Table> Tables => [RegisterRow.Table, ZReportRow.Table];

    public override Fold NewFold(IEventCodec codec) => new TillsFold(codec);
}

internal sealed class TillsFold : Fold
{
    private const string ShiftClosed = "register.shift-closed/";

    private readonly IEventCodec _codec;
    private readonly RowSet<RegisterRow> _registers;
    private readonly RowSet<ZReportRow> _reports;

    public TillsFold(IEventCodec codec) =>
        (_codec, _registers, _reports) = (codec, Rows(RegisterRow.Table), Rows(ZReportRow.Table));

    public override bool Concerns(RecordedEvent e)
    {
        if (!e.Type.StartsWith("register.", StringComparison.Ordinal))
            return false;
        _registers.Want(KeyOf(e));
        if (IsReport(e))
            _reports.Want(ReportKeyOf(e));
        return true;
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

    private static bool IsReport(RecordedEvent e) => e.Type.StartsWith(ShiftClosed, StringComparison.Ordinal);

    // Sorted as a text, later versions come later.
    private static string ReportKeyOf(RecordedEvent e) =>
        string.Create(CultureInfo.InvariantCulture, $"{KeyOf(e)}@{e.Version:D12}");
}
