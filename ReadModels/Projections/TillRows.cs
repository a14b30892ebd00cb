using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Projections;

internal sealed class RegisterRow : Row
{
    public string Tenant { get; set; } = "";
    public string Id { get; set; } = "";
    public string StoreId { get; set; } = "";
    public string RegisterId { get; set; } = "";
    public string Name { get; set; } = "";
    public int Active { get; set; }
    public int ShiftIsOpen { get; set; }
    public long Version { get; set; }

    public override string Key
    {
        get => GrainKeys.Of(Tenant, Id);
        set => (Tenant, Id) = (GrainKeys.TenantOf(value), GrainKeys.IdOf(value));
    }

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

/// <summary>A Z report. What it says is read from the journal, where it stands once and for ever.</summary>
internal sealed class ZReportRow : Row
{
    public string Tenant { get; set; } = "";

    /// <summary>The register's, and the version of its event: that is known before the event is read.</summary>
    public string Id { get; set; } = "";
    public string StoreId { get; set; } = "";
    public long ClosedAt { get; set; }

    /// <summary>0 until it is folded.</summary>
    public long Position { get; set; }

    public override string Key
    {
        get => GrainKeys.Of(Tenant, Id);
        set => (Tenant, Id) = (GrainKeys.TenantOf(value), GrainKeys.IdOf(value));
    }

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
