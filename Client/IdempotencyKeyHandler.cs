namespace PosSaga.Client;

/// <summary>Gives every POST an <c>Idempotency-Key</c> where the caller gave none, so that it may be
/// repeated.</summary>
/// <remarks>Give a key of your own where the intention outlives the process: the same key after a restart is the same
/// order.</remarks>
internal sealed class IdempotencyKeyHandler : DelegatingHandler
{
    public const string Header = "Idempotency-Key";

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method == HttpMethod.Post && !request.Headers.Contains(Header))
            request.Headers.Add(Header, Guid.CreateVersion7().ToString("N"));
        return base.SendAsync(request, cancellationToken);
    }
}
