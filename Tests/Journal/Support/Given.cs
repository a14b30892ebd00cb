using System.Text;
using PosSaga.Journal;

namespace PosSaga.Tests.Journal;

/// <summary>Events and appends as tests need them.</summary>
internal static class Given
{
    private static int _number;

    public static string Stream(string kind = "payment", string tenant = "t1") => $"{kind}/{tenant}/{Guid.NewGuid()}";

    public static NewEvent Event(string? processKey = null) =>
        Event($$"""{"n":{{Interlocked.Increment(ref _number)}}}""", processKey);

    public static NewEvent Event(string data, string? processKey = null) => new(
        Guid.CreateVersion7(), "payment.noted/1", Encoding.UTF8.GetBytes(data),
        """{"tenant":"t1","actor":"test","correlation":"c"}"""u8.ToArray(), 1_700_000_000_000_000, processKey);

    public static AppendRequest Append(string stream, StreamHead expected = default, int events = 1) =>
        new(stream, expected, [.. Enumerable.Range(0, events).Select(_ => Event())]);

    public static AppendRequest With(
        this AppendRequest request, string key, string fingerprint = "f", int answeredBy = 0) =>
        request with { Keys = [.. request.Keys ?? [], new AppendKey(key, fingerprint, answeredBy)] };

    public static async Task<AppendResult.Appended> Appended(this IEventJournal journal, AppendRequest request) =>
        Assert.IsType<AppendResult.Appended>(await journal.Append(request));

    public static async Task<AppendResult.Appended> Appended(
        this IEventJournal journal, string stream, int events = 1) =>
        await journal.Appended(Append(stream, StreamHead.Empty, events));

    public static string Text(this RecordedEvent e) => Encoding.UTF8.GetString(e.Data.Span);

    /// <summary>All events of the feed, page by page.</summary>
    public static async Task<List<RecordedEvent>> All(this IJournalFeed feed, long after = 0, int page = 100)
    {
        var all = new List<RecordedEvent>();
        while (true)
        {
            var next = await feed.ReadAll(after, page);
            if (next.ReadTo == after)
                return all;
            all.AddRange(next.Events);
            after = next.ReadTo;
        }
    }
}
