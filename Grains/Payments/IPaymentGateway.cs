namespace PosSaga.Payments;

/// <summary>The card network, the wallet, the till drawer: a stranger with books of its own. Every call is idempotent
/// by the payment's id (a refund by its own), so repeating one is always safe.</summary>
/// <remarks>An exception means that no answer came: <see cref="GatewayUnansweredException"/>.</remarks>
public interface IPaymentGateway
{
    Task<GatewayAnswer> Authorise(GatewayRequest request, CancellationToken cancellation);

    Task<GatewayAnswer> Inquire(string id, CancellationToken cancellation);

    /// <summary>Gives the hold back; of an unknown id leaves a bar that refuses the original if it still
    /// arrives.</summary>
    Task<GatewayAnswer> Void(string id, CancellationToken cancellation);

    Task<GatewayAnswer> Capture(string id, Money amount, CancellationToken cancellation);

    Task<GatewayAnswer> Refund(string id, string refundId, Money amount, CancellationToken cancellation);
}

/// <param name="Id">The payment at the gateway: <c>{tenant}/{payment id}</c>, one per payment for ever.</param>
/// <param name="Token">Stands for the card at the gateway.</param>
public sealed record GatewayRequest(string Id, Money Amount, PaymentMethod Method, string Token);

/// <summary>The gateway did not answer; what became of the call is unknown.</summary>
public sealed class GatewayUnansweredException(string message, Exception? inner = null) : Exception(message, inner);
