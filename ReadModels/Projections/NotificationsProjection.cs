using PosSaga.Journal;
using PosSaga.Notifications;

namespace PosSaga.ReadModels;

/// <summary>The messages sent to people, one row each.</summary>
internal sealed class NotificationsFold(IEventCodec codec) : Fold
{
    public static readonly Projection Projection = new(
        Models.Notifications, SchemaVersion: 1, [NotificationRow.Table], codec => new NotificationsFold(codec));

    // By key, because an erased row may already be in the batch, and a batch must not write a row twice.
    private readonly Dictionary<(long Position, int Number), NotificationRow> _messages = [];

    public override bool HoldsPersonalData => true;

    public override bool Handles(string eventType) => eventType.StartsWith("notification.", StringComparison.Ordinal);

    public override async ValueTask Apply(RecordedEvent e, CancellationToken cancellation)
    {
        var (about, at, messages) = await codec.Decode(e.Type, e.Data, cancellation) switch
        {
            NotificationEvent.CustomerNotified told => (told.About, told.At, told.Messages),
            NotificationEvent.StaffNotified told => (told.About, told.At, told.Messages),
            _ => throw new JournalCorruptException($"The notifications model does not know {e.Type}."),
        };
        var key = KeyOf(e);
        for (var i = 0; i < messages.Count; i++)
        {
            var (message, isErased) = (messages[i], messages[i].Recipient is { IsErased: true });
            _messages[(e.Position, i)] = new NotificationRow
            {
                Position = e.Position, Number = i, Tenant = GrainKeys.TenantOf(key), About = GrainKeys.IdOf(key),
                Event = about, Channel = message.Channel.ToString(), RecipientId = message.RecipientId,
                Recipient = message.Recipient is { } address ? address.Value : message.RecipientId,
                Owner = isErased ? null : message.Recipient?.Subject, Subject = message.Subject, At = Micros.Of(at),
            };
        }
    }

    public override async Task Erase(
        IReadOnlyList<string> subjects, IReadStore store, int generation, CancellationToken cancellation)
    {
        foreach (var row in await store.Load(
                     NotificationRow.Table, generation, ["owner"], [.. subjects.Select(subject => new[] { subject })],
                     cancellation))
        {
            (row.Recipient, row.Owner) = (null, null);
            _messages[(row.Position, row.Number)] = row;
        }
    }

    public override List<Changes> Changes() =>
        _messages.Count == 0 ? [] : [new Changes<NotificationRow>(NotificationRow.Table, [.. _messages.Values])];

    public override void Committed() => _messages.Clear();

    public override void Reset() => _messages.Clear();
}

/// <summary>One message. Only an erasure of its recipient changes it.</summary>
internal sealed class NotificationRow
{
    /// <summary>Journal position of its event, which may have several messages.</summary>
    public long Position { get; set; }

    /// <summary>Index in the event, from 0.</summary>
    public int Number { get; set; }
    public string Tenant { get; set; } = "";

    /// <summary>Id of the claim, refund or order.</summary>
    public string About { get; set; } = "";
    public string Event { get; set; } = "";
    public string Channel { get; set; } = "";

    /// <summary>Address, or the id; null once erased.</summary>
    public string? Recipient { get; set; }
    public string RecipientId { get; set; } = "";

    /// <summary>The address's <see cref="Journal.IPersonal.Subject"/>; null where there is none.</summary>
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
