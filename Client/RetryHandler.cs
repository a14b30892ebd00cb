using System.Net;
using System.Net.Http.Headers;

namespace PosSaga.Client;

/// <summary>Sends a call again when its answer was lost, or says to try again: the same request under the same
/// key.</summary>
internal sealed class RetryHandler(PosSagaClientOptions options, TimeProvider clock) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is not null)
            await request.Content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
        var begun = clock.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var left = options.Deadline - clock.GetElapsedTime(begun);
            var (answer, lost) = await Attempt(request, left, cancellationToken).ConfigureAwait(false);
            if (answer is not null && !SaysAgain(answer.StatusCode))
                return answer;

            var delay = Delay(attempt, answer?.Headers.RetryAfter);
            if (attempt >= options.MaxAttempts || !MayRepeat(request, answer?.StatusCode)
                || clock.GetElapsedTime(begun) + delay >= options.Deadline)
                return answer ?? throw NoAnswer(request, attempt, lost!);
            answer?.Dispose();
            await Task.Delay(delay, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    // The whole answer, for half of one is none: what breaks off in its body is repeated as well.
    private async Task<(HttpResponseMessage? Answer, Exception? Lost)> Attempt(
        HttpRequestMessage request, TimeSpan left, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Min(options.AttemptTimeout, left), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        HttpResponseMessage? answer = null;
        try
        {
            answer = await base.SendAsync(request, either.Token).ConfigureAwait(false);
            await answer.Content.LoadIntoBufferAsync(either.Token).ConfigureAwait(false);
            return (answer, null);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested
            && e is HttpRequestException or IOException or OperationCanceledException)
        {
            answer?.Dispose();
            return (null, e);
        }
    }

    private static bool SaysAgain(HttpStatusCode status) => status
        is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable
        or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout;

    // A conditional write that may have been done is not repeated: the second answer would be 412 either way, and the
    // caller would take its own change for somebody else's. No status: the answer was lost.
    private static bool MayRepeat(HttpRequestMessage request, HttpStatusCode? answered) =>
        request.Headers.IfMatch.Count == 0
        || answered is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;

    // Half of it is chance, so that callers who failed together do not come back together.
    private TimeSpan Delay(int attempt, RetryConditionHeaderValue? retryAfter)
    {
        var grown = options.FirstDelay * Math.Pow(2, Math.Min(attempt - 1, 16));
        var backoff = Min(grown, options.MaxDelay) * (0.5 + (Random.Shared.NextDouble() / 2));
        var told = retryAfter?.Delta ?? (retryAfter?.Date - clock.GetUtcNow()) ?? TimeSpan.Zero;
        return told > TimeSpan.Zero ? told + (backoff / 2) : backoff;
    }

    private static HttpRequestException NoAnswer(HttpRequestMessage request, int attempts, Exception lost) => new(
        (lost as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown,
        $"No answer to {request.Method} {request.RequestUri} after {attempts} attempt(s): {Reason(lost)}", lost);

    private static string Reason(Exception lost) =>
        lost is OperationCanceledException ? "it took too long." : lost.Message;

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
