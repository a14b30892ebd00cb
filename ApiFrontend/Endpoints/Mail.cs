using System.Globalization;
using PosSaga.Journal;
using PosSaga.ReadModels;
using PosSaga.Silo.Notifications;

namespace PosSaga.Api;

/// <summary>Mail on its way: whether the mail server takes any, and which messages wait or were given up.</summary>
internal static class Mail
{
    public static void MapMail(this IEndpointRouteBuilder api)
    {
        var mail = api.MapGroup("/mail").WithTags("Operations");
        mail.MapGet("", Get).WithName("getMail").WithSummary("Whether the mail server takes mail, and how much of it waits")
            .ResponseExample(MailBody.Example);
        mail.MapGet("/messages", List).WithName("listMail")
            .WithSummary("Messages that wait or could not be delivered, newest first; what was delivered is not among them")
            .PageExample(MailMessageBody.Example).QueryParameter<MailStatus>("status");
    }

    private static async Task<IResult> Get(Caller caller, IMailQueue queue, HttpContext http)
    {
        var server = await queue.Server(http.RequestAborted);
        var counts = await queue.Count(caller.Tenant, http.RequestAborted);
        return WireResult.Ok(MailBody.Of(server, counts));
    }

    private static async Task<IResult> List(ListQueryReader query, Caller caller, IMailQueue queue, HttpContext http)
    {
        var status = query.Choice<MailStatus>("status");
        var (after, limit) = query.Page(cursor => IsNumber(cursor.Id, out _));
        var (position, number) = after is not null && IsNumber(after.Id, out var last)
            ? (after.Key, last)
            : (long.MaxValue, 0);
        var found = await queue.List(caller.Tenant, status, position, number, limit + 1, http.RequestAborted);
        var page = found.Count <= limit
            ? new Page<QueuedMail>(found, null)
            : new Page<QueuedMail>([.. found.Take(limit)], CursorOf(found[limit - 1]));
        return WireResult.Page(page, MailMessageBody.Of);
    }

    private static string CursorOf(QueuedMail mail) =>
        new Cursor(mail.Position, mail.Number.ToString(CultureInfo.InvariantCulture)).ToString();

    private static bool IsNumber(string id, out int number) =>
        int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

/// <summary>The mail server, as whoever sends sees it.</summary>
internal enum WireMailServer { Untried, Up, Away, AccountRefused, TlsRefused }

/// <param name="Reason">Stable code of what it answered; null unless mail stands.</param>
/// <param name="Since">When that began; null where nobody ever tried.</param>
internal sealed record MailServerBody(WireMailServer State, string? Reason, DateTimeOffset? Since);

/// <param name="OldestWaitingSince">Null where none waits.</param>
internal sealed record MailBody(
    MailServerBody Server, long Waiting, long Undeliverable, DateTimeOffset? OldestWaitingSince)
{
    public static MailBody Example { get; } = new(
        new(WireMailServer.Away, "mail-server-unreachable", OrderBody.Example.UpdatedAt), 3, 1,
        OrderBody.Example.UpdatedAt);

    public static MailBody Of(MailServerRow? server, MailCounts counts) => new(
        server is null
            ? new(WireMailServer.Untried, null, null)
            : new(StateOf(server.State), server.Reason, At(server.SinceMicros)),
        counts.Waiting, counts.Undeliverable, counts.OldestMicros is { } oldest ? At(oldest) : null);

    internal static DateTimeOffset At(long micros) => DateTimeOffset.UnixEpoch.AddMicroseconds(micros);

    private static WireMailServer StateOf(string stored) => Enum.Parse<MailServerState>(stored) switch
    {
        MailServerState.Up             => WireMailServer.Up,
        MailServerState.AccountRefused => WireMailServer.AccountRefused,
        MailServerState.TlsRefused     => WireMailServer.TlsRefused,
        _                              => WireMailServer.Away,
    };
}

/// <param name="Id">Position of the event in the journal, and which of its messages.</param>
/// <param name="About">The claim, refund or order, as in the list of notifications.</param>
/// <param name="Reason">Stable code of what became of the last attempt; null before the first.</param>
/// <param name="NextAttemptAt">Not before then; null where it was given up.</param>
internal sealed record MailMessageBody(
    string Id, string About, MailStatus Status, string? Reason, int Attempts, DateTimeOffset QueuedAt,
    DateTimeOffset? NextAttemptAt)
{
    public static MailMessageBody Example { get; } = new(
        "1042-0", OrderBody.Example.Id, MailStatus.Waiting, "mailbox-busy", 2, OrderBody.Example.UpdatedAt,
        OrderBody.Example.UpdatedAt.AddSeconds(30));

    public static MailMessageBody Of(QueuedMail mail) => new(
        string.Create(CultureInfo.InvariantCulture, $"{mail.Position}-{mail.Number}"),
        mail.Stream[(mail.Stream.LastIndexOf('/') + 1)..], mail.Status, mail.Reason, mail.Attempts,
        MailBody.At(mail.QueuedAtMicros),
        mail.Status == MailStatus.Waiting ? MailBody.At(mail.NextAttemptAtMicros) : null);
}
