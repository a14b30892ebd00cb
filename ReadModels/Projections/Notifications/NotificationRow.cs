using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Projections;

/// <summary>One message. It never changes, but that its recipient may be erased.</summary>
internal sealed class NotificationRow
{
    /// <summary>Of the event that says it was sent, together with others.</summary>
    public long Position { get; set; }

    /// <summary>Among these.</summary>
    public int Number { get; set; }
    public string Tenant { get; set; } = "";

    /// <summary>Id of the claim, refund or order.</summary>
    public string About { get; set; } = "";
    public string Event { get; set; } = "";
    public string Channel { get; set; } = "";

    /// <summary>Address, or the id; null once erased.</summary>
    public string? Recipient { get; set; }
    public string RecipientId { get; set; } = "";

    /// <summary>Whose address it is, as <see cref="Journal.IPersonal.Subject"/>; null where there is none.</summary>
    public string? Owner { get; set; }
    public string Subject { get; set; } = "";
    public long At { get; set; }

    public static readonly Table<NotificationRow> Table = new(
        "notifications",
        new LongColumn<NotificationRow>("position", row => row.Position),
        new IntColumn<NotificationRow>("number", row => row.Number),
        new TextColumn<NotificationRow>("tenant", row => row.Tenant),
        new TextColumn<NotificationRow>("about", row => row.About),
        new TextColumn<NotificationRow>("event", row => row.Event),
        new TextColumn<NotificationRow>("channel", row => row.Channel),
        new TextColumn<NotificationRow>("recipient", row => row.Recipient),
        new TextColumn<NotificationRow>("recipient_id", row => row.RecipientId),
        new TextColumn<NotificationRow>("owner", row => row.Owner),
        new TextColumn<NotificationRow>("subject", row => row.Subject),
        new LongColumn<NotificationRow>("at", row => row.At))
    {
        KeyColumns = 2,
        Indexes = new Dictionary<string, string>
        {
            ["newest"] = "(tenant, position desc, number desc)",
            ["event"] = "(tenant, event, position desc, number desc)",
            ["recipient"] = "(tenant, recipient, position desc, number desc)",
            ["recipient_id"] = "(tenant, recipient_id, position desc, number desc)",
            ["owner"] = "(owner)",
        },
    };
}
