using Microsoft.Extensions.Logging;
using PosSaga.EventSourcing;
using PosSaga.Refunds;

namespace PosSaga.Payments;

/// <summary>One payment, one writer. Asks the gateway where the rules say so, decides on its answer, appends once,
/// answers after the append. What the gateway leaves unanswered is recorded by nobody and answered as
/// unknown.</summary>
[GrainType("payment")]
internal sealed class PaymentGrain(GatewayPipeline gateway, ILogger<PaymentGrain> log)
    : AggregateGrain<Payment, PaymentEvent>, IPaymentGrain
{
    private string GatewayId => GrainKeys.Of(Tenant, Id);

    protected override bool IsAtRest(Payment payment) =>
        payment.Status is PaymentStatus.Captured or PaymentStatus.Refunded or PaymentStatus.Voided
            or PaymentStatus.Declined
        && payment.ReservedForRefund.IsZero;

    public async Task<PaymentView?> Get()
    {
        await EnsureLoaded();
        var payment = Confirmed;
        return payment.Status == PaymentStatus.None
            ? null
            : new PaymentView(
                Id, payment.OrderId, payment.Status, payment.HeldOrTaken, payment.Captured, payment.Refunded,
                payment.ReservedForRefund, payment.AuthorizationCode, Version);
    }

    public async Task<CommandResult<PaymentResult>> Authorise(AuthorisePayment command)
    {
        var answer = await Run(command);
        // Barred by another activation while the gateway was asked: undo it, and say no.
        return await VoidLate(command.Origin) is null ? answer : await Run(command);
    }

    public Task<CommandResult<PaymentResult>> Inquire(InquirePayment command) => Run(command);

    public Task<CommandResult<PaymentResult>> Void(VoidPayment command) => Run(command);

    public Task<CommandResult<PaymentResult>> Capture(CapturePayment command) => Run(command);

    public async Task<CommandResult<PaymentResult>> AuthorisationArrived(LateAuthorisation command)
    {
        var answer = await Run(command);
        return await VoidLate(command.Origin) ?? answer;
    }

    // What the gateway is asked depends on the state as well, so a second look goes through all of it again.
    protected override bool RefreshesBeforeRefusing => false;

    private Task<CommandResult<PaymentResult>> Run(IPaymentCommand command) => Run(
        command, payment => payment.Result, error => new PaymentResult(PaymentOutcome.Unknown, Detail: error));

    private async Task<CommandResult<TView>> Run<TView>(
        IPaymentCommand command, Func<Payment, TView> view, Func<string?, TView> unanswered)
    {
        var answer = await Once(command, view, unanswered);
        if (answer.IsDone)
            return answer;
        var version = Version;
        await RefreshFromJournal();
        return Version == version ? answer : await Once(command, view, unanswered);
    }

    private async Task<CommandResult<TView>> Once<TView>(
        IPaymentCommand command, Func<Payment, TView> view, Func<string?, TView> unanswered)
    {
        // Never on the assumption that the payment is new: a gateway is not asked again for what is known here.
        await EnsureLoaded();
        var question = PaymentDecider.Question(Current, command);
        var reply = question == GatewayQuestion.Nothing ? default : await Ask(question, command);
        if (question != GatewayQuestion.Nothing && reply.Answer is null)
        {
            if (command is AuthorisePayment original && reply.UnderWay is { } underWay)
                _ = Await(underWay, original);
            return CommandResult<TView>.Done(unanswered(reply.Error), LastPosition);
        }
        if (reply.Answer is GatewayAnswer.NotFound && question == GatewayQuestion.Inquire)
            return CommandResult<TView>.Done(view(Current), LastPosition);
        return await Handle(command.Origin, payment => PaymentDecider.Decide(Id, payment, command, reply.Answer), view);
    }

    private Task<GatewayReply> Ask(GatewayQuestion question, IPaymentCommand command) => (question, command) switch
    {
        (GatewayQuestion.Authorise, AuthorisePayment a) =>
            gateway.Authorise(new(GatewayId, a.Amount, a.Method, a.Token)),
        (GatewayQuestion.Inquire, _) => gateway.Inquire(GatewayId),
        (GatewayQuestion.Void, _) => gateway.Void(GatewayId),
        (GatewayQuestion.Capture, _) => gateway.Capture(GatewayId, Current.Authorised),
        (GatewayQuestion.Refund, SettleRefund s) =>
            gateway.Refund(GatewayId, AtGateway(s), Current.RefundOf(s.RefundId)!.Amount),
        _ => throw new InvalidOperationException($"{command.GetType().Name} does not ask {question}."),
    };

    /// <summary>Voids an authorisation that came too late; null when there is none to void. When the gateway does not
    /// answer, the debt stays in the state, and the next Void pays it.</summary>
    private async Task<CommandResult<PaymentResult>?> VoidLate(Origin origin) => Current.LateToVoid
        ? await Run(new VoidPayment(origin, Current.OrderId, "authorised after the order was given up"))
        : null;

    /// <summary>Outlives the call that ran out of time. Should this activation die first, nothing is lost: the
    /// gateway's books know, and a Void or an Inquire asks them.</summary>
    private async Task Await(Task<GatewayAnswer> underWay, AuthorisePayment original)
    {
        try
        {
            if (await underWay is GatewayAnswer.Approved late && late.Amount == original.Amount)
                await this.AsReference<IPaymentGrain>().AuthorisationArrived(new(
                    original.Origin, original,
                    new(
                        PaymentOutcome.Authorised, late.AuthorizationCode, GatewayAnswer.ApprovedCode,
                        late.RiskScore)));
        }
        catch (GatewayUnansweredException)
        {
            // It was lost after all; the saga undoes an unknown step as well.
        }
        catch (Exception e)
        {
            // Nobody awaits this task, so this is the only place where the failure can be seen.
            log.LogWarning(e, "A late authorisation of payment {Payment} was not recorded.", GatewayId);
        }
    }

    // Refunds: the payment is their only writer, so that together they never exceed it, however many ask at once.

    public async Task<RefundAmounts> PreviewRefund(RefundOrder refund)
    {
        await EnsureLoaded();
        return RefundRules.Of(refund, Confirmed.RefundedBeside(refund.RefundId), Confirmed.Refundable).Amounts;
    }

    public Task<CommandResult<RefundResult>> ReserveRefund(ReserveRefund command) => Run(command, command.RefundId);

    public async Task<CommandResult<RefundResult>> SettleRefund(SettleRefund command)
    {
        await EnsureLoaded();
        var known = LateOnes(command.RefundId);
        var answer = await Run(command, command.RefundId);
        if (LateOnes(command.RefundId) > known)
            RefundMetrics.PaidTooLate();
        return answer;
    }

    public Task<CommandResult<RefundResult>> ReleaseRefund(ReleaseRefund command) => Run(command, command.RefundId);

    // What the gateway refused under an id it refuses for ever.
    private static string AtGateway(SettleRefund settle) => settle.Attempt is > 1 and var attempt
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{settle.RefundId}#{attempt}")
        : settle.RefundId;

    private int LateOnes(string refundId) => Current.RefundOf(refundId)?.LateAttempts?.Count ?? 0;

    private Task<CommandResult<RefundResult>> Run(IPaymentCommand command, string refundId) => Run(
        command, payment => payment.RefundOf(refundId)!,
        error => new RefundResult(RefundOutcome.Unknown, Current.RefundOf(refundId)?.Amount ?? Money.Zero, error));
}
