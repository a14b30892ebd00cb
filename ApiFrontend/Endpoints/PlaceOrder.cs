using System.Diagnostics;
using PosSaga.Orders;
using PosSaga.Payments;
using PosSaga.Sagas;

namespace PosSaga.Api;

/// <summary>Placing an order starts its saga and waits for the end. No client's patience decides its fate: whoever
/// stops waiting gets 202 and the saga goes on. A failure is answered as soon as it is certain, also while some of it is
/// still being undone.</summary>
internal static class PlaceOrder
{
    // Well under the 30 s limit of a grain call, whatever the caller is ready to wait.
    private static readonly TimeSpan MaxSlice = TimeSpan.FromSeconds(10);

    public static void MapPlaceOrder(this IEndpointRouteBuilder orders) =>
        orders.MapPost("", Place).WithName("placeOrder")
            .WithSummary("Orders a cart, and waits for the end of its saga").RequestExample(PlaceOrderBody.Example)
            .CreatedExample(OrderBody.Example)
            .AcceptedExample(OrderBody.Example with { Status = OrderStatus.StockReserved, Fulfilment = Fulfilment.None })
            .VersionHeaders().ResponseHeader("Preference-Applied", "The wait that was heard")
            .IdempotencyKeyHeader(Examples.OrderKey)
            .HeaderParameter("Prefer", "wait=N: seconds to wait for the end, 0 to 30, default 10")
            .ProducesProblems(400, 402, 409, 422);

    private static async Task<IResult> Place(
        Body<PlaceOrderBody> body, Idempotency key, PreferWait wait, Caller caller, IGrainFactory grains,
        HttpContext http)
    {
        var saga = caller.Grain<IOrderSagaGrain>(grains, key.Id);
        var started = await saga.Start(body.Value.ToCommand(caller.Origin(key.Id), body.Fingerprint));
        if (started.Refusal is { } refusal)
            return refusal.ToProblem();

        var view = await WaitForEnd(saga, started.Value!, TimeSpan.FromSeconds(wait.Seconds), http.RequestAborted);
        if (started.Replayed && key.IsGiven)
            http.Response.Headers[Idempotency.ReplayedHeader] = "true";
        return Outcome(view, started.Position, http);
    }

    private static async Task<SagaView> WaitForEnd(
        IOrderSagaGrain saga, SagaView view, TimeSpan patience, CancellationToken aborted)
    {
        var since = Stopwatch.GetTimestamp();
        while (!view.StateFinal && view.State != SagaState.NeedsOperator && view.Failure is null)
        {
            var left = patience - Stopwatch.GetElapsedTime(since);
            if (left <= TimeSpan.Zero)
                break;
            view = await saga.WaitForEnd(left < MaxSlice ? left : MaxSlice).WaitAsync(aborted) ?? view;
        }
        return view;
    }

    private static IResult Outcome(SagaView saga, long startPosition, HttpContext http)
    {
        var position = Math.Max(saga.Position, startPosition);
        // Once it fails no order can follow, however long the undoing takes.
        if (saga.State == SagaState.Failed || (saga is { StateFinal: false, Failure: not null }))
        {
            http.Response.Headers[JournalPosition.Header] = JournalPosition.Write(position);
            // Settled by hand and never failed by itself: there is no failure, and it is still no order.
            return new ProblemResult(
                Refusals.OfFailedOrder(saga.Failure?.Kind ?? RefusalKind.OrderFailed), saga.Failure?.Detail)
            {
                Code = saga.Failure?.Reason,
                OrderId = saga.Id,
                Reason = saga.Failure?.Reason ?? "resolved-by-operator",
                Settled = saga.StateFinal,
            };
        }

        // Built from the saga alone, so that a repetition says the same however far the goods have got since.
        var completed = saga.State == SagaState.Completed;
        var confirmed = completed || saga.State == SagaState.OrderConfirmed;
        return new WireResult<OrderBody>(
            completed ? StatusCodes.Status201Created : StatusCodes.Status202Accepted,
            OrderBody.Of(saga, confirmed ? Fulfilment.Confirmed : Fulfilment.None))
        {
            Location = "/api/v1/orders/" + saga.Id,
            Position = position,
            Version = saga.Version,
        };
    }
}

/// <param name="Token">Of the card or wallet; cash has none.</param>
internal sealed record PaymentOfOrderBody(PaymentMethod Method, string? Token = null);

internal sealed record ContactBody(string? Name = null, string? Email = null, string? Phone = null)
{
    public void Check(ValidationErrors faults)
    {
        faults.Text("contact.name", Name, 200);
        faults.Text("contact.email", Email, 254);
        faults.Text("contact.phone", Phone, 32);
        if (Email is not null
            && (Email.IndexOf('@', StringComparison.Ordinal) is var at && (at < 1 || at == Email.Length - 1)))
            faults.Add("contact.email", "must be an e-mail address");
    }
}

internal sealed record ShipToBody(string Province, string Line1, string City, string PostalCode)
{
    private static readonly string[] Provinces =
        ["AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"];

    public void Check(ValidationErrors faults)
    {
        if (!Provinces.Contains(Province, StringComparer.Ordinal))
            faults.Add("shipTo.province", "must be one of " + string.Join(", ", Provinces));
        faults.Text("shipTo.line1", Line1, 200);
        faults.Text("shipTo.city", City, 100);
        faults.Text("shipTo.postalCode", PostalCode, 16);
    }
}

internal sealed record PlaceOrderBody(
    string CartId, PaymentOfOrderBody Payment, string? CustomerId = null, ContactBody? Contact = null,
    ShipToBody? ShipTo = null, MoneyBody? ExpectedTotal = null) : IBody, INamesThings
{
    NamedThings INamesThings.Named => new(CartId: CartId, CustomerId: CustomerId);

    public static PlaceOrderBody Example { get; } = new(
        Examples.Cart, new(PaymentMethod.CreditCard, "tok_ok"), "ana",
        new("Ana Roy", "ana@example.com", null),
        null, new(2987, "CAD"));

    public void Check(ValidationErrors faults)
    {
        faults.Id("cartId", CartId);
        faults.Id("customerId", CustomerId);
        if (Payment.Token is { } token)
            faults.PaymentToken("payment.token", token);
        else if (Payment.Method != PaymentMethod.Cash)
            faults.Add("payment.token", "is required");
        faults.Money("expectedTotal", ExpectedTotal);
        Contact?.Check(faults);
        ShipTo?.Check(faults);
    }

    public StartOrderSaga ToCommand(Origin origin, string fingerprint) => new(
        origin, CartId, CustomerId,
        Contact is null ? null : new Contact(Contact.Name, Contact.Email, Contact.Phone),
        ShipTo is null ? null : new ShipTo(ShipTo.Province, ShipTo.Line1, ShipTo.City, ShipTo.PostalCode),
        ExpectedTotal?.ToMoney(), Payment.Method, Payment.Token ?? "", fingerprint);
}
