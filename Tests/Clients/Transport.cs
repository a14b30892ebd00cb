using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace PosSaga.Tests.Clients;

/// <summary>Answers, in turn, instead of a server; the last one again and again. Remembers what it was sent.</summary>
internal sealed class Transport(params Func<HttpResponseMessage>[] answers) : HttpMessageHandler
{
    private int _sent;

    public ConcurrentQueue<(HttpMethod Method, string? Key, string? Position, string Body)> Sent { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Sent.Enqueue((
            request.Method, Header(request, "Idempotency-Key"), Header(request, "If-Journal-Position"),
            request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken)));
        var answer = answers[Math.Min(_sent++, answers.Length - 1)]();
        answer.RequestMessage = request;
        return answer;
    }

    public static Func<HttpResponseMessage> Json(
        string body, HttpStatusCode status = HttpStatusCode.OK, params (string Name, string Value)[] headers) => () =>
    {
        var answer = new HttpResponseMessage(status)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in headers)
            answer.Headers.Add(name, value);
        return answer;
    };

    public static Func<HttpResponseMessage> Status(HttpStatusCode status, int? retryAfter = null) =>
        Json("<html>", status, retryAfter is { } seconds ? [("Retry-After", $"{seconds}")] : []);

    public static HttpResponseMessage Lost() => throw new HttpRequestException("The connection broke.");

    public static HttpResponseMessage HalfAnAnswer() => new(HttpStatusCode.OK) { Content = new BrokenContent() };

    private static string? Header(HttpRequestMessage request, string name) =>
        request.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    private sealed class BrokenContent : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            throw new IOException("It broke off.");

        protected override bool TryComputeLength(out long length)
        {
            length = 100;
            return true;
        }
    }
}

/// <summary>Time that passes when somebody waits for it: a delay is over at once, and on the clock. Limits of
/// attempts,
/// an hour and more, are never reached.</summary>
internal sealed class ImpatientClock : TimeProvider
{
    private static readonly TimeSpan Limit = TimeSpan.FromHours(1);
    private TimeSpan _now;

    public List<TimeSpan> Delays { get; } = [];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime >= Limit)
            return new Timer();
        Delays.Add(dueTime);
        _now += dueTime;
        _ = Task.Run(() => callback(state));
        return new Timer();
    }

    private sealed class Timer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            // Nothing runs.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
