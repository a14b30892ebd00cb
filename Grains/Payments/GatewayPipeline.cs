using System.Threading.RateLimiting;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace PosSaga.Payments;

/// <summary>The way to the gateway: at most five seconds an attempt, a few attempts with growing pauses, a breaker that
/// spares a gateway in trouble, and a limit on calls under way. One per silo.</summary>
/// <remarks>A time-out is not tried again here: the same call may still be under way, and an inquiry by the saga
/// settles it sooner than a second wait. So the worst case is three attempts and two pauses, 17 s, well under the 30 s
/// of a grain call.</remarks>
public sealed class GatewayPipeline : IDisposable
{
    public static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(5);
    public const int AttemptsMax = 3;
    private static readonly TimeSpan PauseFirst = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(1);

    // 8,000 calls a second at 50 ms each are 400 under way; five times that leaves room for a slow gateway.
    private const int CallsUnderWayMax = 2_048;
    private const int CallsWaitingMax = 8_192;

    private readonly IPaymentGateway _gateway;
    private readonly GatewayHealth _health;
    private readonly ResiliencePipeline<GatewayAnswer> _pipeline;
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = CallsUnderWayMax,
        QueueLimit = CallsWaitingMax,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <param name="random">Numbers from 0 to below 1, for the jitter of the pauses; called from many threads.</param>
    /// <param name="health">Told of every answer and of every silence.</param>
    public GatewayPipeline(
        IPaymentGateway gateway, TimeProvider clock, Func<double> random, GatewayHealth? health = null)
    {
        (_gateway, _health) = (gateway, health ?? new GatewayHealth());
        _pipeline = new ResiliencePipelineBuilder<GatewayAnswer> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<GatewayAnswer>
            {
                ShouldHandle = new PredicateBuilder<GatewayAnswer>().Handle<GatewayUnansweredException>(),
                MaxRetryAttempts = AttemptsMax - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Randomizer = random,
                Delay = PauseFirst,
                MaxDelay = PauseMax,
            })
            // Opens only when nearly everything fails: single cards that hang must not shut out all others.
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<GatewayAnswer>
            {
                ShouldHandle = new PredicateBuilder<GatewayAnswer>()
                    .Handle<GatewayUnansweredException>().Handle<TimeoutRejectedException>(),
                FailureRatio = 0.9,
                MinimumThroughput = 100,
                SamplingDuration = TimeSpan.FromSeconds(10),
                BreakDuration = TimeSpan.FromSeconds(1),
            })
            .AddTimeout(AttemptLimit)
            .Build();
    }

    public void Dispose() => _limiter.Dispose();

    /// <summary>The call itself is not cancelled by the time limit: what the gateway does later must become
    /// known.</summary>
    public Task<GatewayReply> Authorise(GatewayRequest request) =>
        Ask(_ => _gateway.Authorise(request, CancellationToken.None));

    public Task<GatewayReply> Inquire(string id) => Ask(cancellation => _gateway.Inquire(id, cancellation));

    public Task<GatewayReply> Void(string id) => Ask(cancellation => _gateway.Void(id, cancellation));

    public Task<GatewayReply> Capture(string id, Money amount) =>
        Ask(cancellation => _gateway.Capture(id, amount, cancellation));

    /// <summary>Refused is the gateway's last word on this refund; no answer may mean that it was paid.</summary>
    public Task<GatewayReply> Refund(string id, string refundId, Money amount) =>
        Ask(cancellation => _gateway.Refund(id, refundId, amount, cancellation));

    private async Task<GatewayReply> Ask(Func<CancellationToken, Task<GatewayAnswer>> call)
    {
        var asking = new Asking(call);
        // Continuations come back to the grain's scheduler; anywhere else they would escape a simulation.
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: true);
        try
        {
            var answer = await _pipeline.ExecuteAsync(Attempt, context, asking);
            _health.Answered();
            return new GatewayReply(answer);
        }
        catch (TimeoutRejectedException)
        {
            _health.Unanswered();
            return new GatewayReply(null, "gateway-timeout", asking.UnderWay);
        }
        catch (Exception e) when (e is BrokenCircuitException or GatewayUnansweredException)
        {
            _health.Unanswered();
            return new GatewayReply(null, "gateway-unavailable");
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async ValueTask<GatewayAnswer> Attempt(ResilienceContext context, Asking asking)
    {
        var cancellation = context.CancellationToken;
        using var permit = await _limiter.AcquireAsync(1, cancellation);
        if (!permit.IsAcquired)
            throw new GatewayUnansweredException("Too many calls wait for the gateway.");
        asking.UnderWay = asking.Call(cancellation);
        return await asking.UnderWay.WaitAsync(cancellation);
    }

    private sealed class Asking(Func<CancellationToken, Task<GatewayAnswer>> call)
    {
        public Func<CancellationToken, Task<GatewayAnswer>> Call => call;

        public Task<GatewayAnswer>? UnderWay { get; set; }
    }
}

/// <param name="Answer">Null when none came within the limits.</param>
/// <param name="Error">Why not: <c>gateway-timeout</c>, <c>gateway-unavailable</c>.</param>
/// <param name="UnderWay">The call that ran out of time; it may still come to an answer.</param>
public readonly record struct GatewayReply(
    GatewayAnswer? Answer, string? Error = null, Task<GatewayAnswer>? UnderWay = null);
