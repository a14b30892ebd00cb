using PosSaga.Journal;
using PosSaga.Notifications;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Projections;

/// <summary>What people were told, one row per message.</summary>
internal sealed class NotificationsProjection : Projection
{
    public override string Name => Models.Notifications;

    public override int SchemaVersion => 1;

    public override IReadOnlyList<Table> Tables => [NotificationRow.Table];

    public override Fold NewFold(IEventCodec codec) => new NotificationsFold(codec);
}

internal sealed class NotificationsFold(IEventCodec codec) : Fold
{
    // An event that comes again writes the same rows again, and no row is in a batch twice.
    private readonly Dictionary<(long Position, int Number), NotificationRow> _messages = [];

    public override bool HoldsPersonalData => true;

    public override bool Concerns(RecordedEvent e) => e.Type.StartsWith("notification.", StringComparison.Ordinal);

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

    public override void Written() => _messages.Clear();

    public override void Forget() => _messages.Clear();
}
