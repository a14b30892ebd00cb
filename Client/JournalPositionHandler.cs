using System.Net;

namespace PosSaga.Client;

/// <summary>Within <see cref="ReadYourWrites"/>: notes the position of each write, and lets reads wait for
/// it.</summary>
internal sealed class JournalPositionHandler : DelegatingHandler
{
    private const string Header = "X-Journal-Position";
    private const string ConditionHeader = "If-Journal-Position";

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (ReadYourWrites.Current is not { } scope)
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return request.Method == HttpMethod.Get
            ? await Read(request, scope, cancellationToken).ConfigureAwait(false)
            : await Write(request, scope, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> Write(
        HttpRequestMessage request, ReadYourWrites scope, CancellationToken cancellation)
    {
        var answer = await base.SendAsync(request, cancellation).ConfigureAwait(false);
        if (answer.Headers.TryGetValues(Header, out var positions))
            scope.Position = positions.First();
        return answer;
    }

    private async Task<HttpResponseMessage> Read(
        HttpRequestMessage request, ReadYourWrites scope, CancellationToken cancellation)
    {
        if (scope.Position is not { } position || request.Headers.Contains(ConditionHeader))
            return await base.SendAsync(request, cancellation).ConfigureAwait(false);
        request.Headers.TryAddWithoutValidation(ConditionHeader, position);
        for (var begun = TimeProvider.System.GetTimestamp(); ;)
        {
            var answer = await base.SendAsync(request, cancellation).ConfigureAwait(false);
            // The server has waited two seconds by then; a read has no other precondition.
            if (answer.StatusCode != HttpStatusCode.PreconditionFailed
                || TimeProvider.System.GetElapsedTime(begun) > scope.Patience)
                return answer;
            answer.Dispose();
        }
    }
}
