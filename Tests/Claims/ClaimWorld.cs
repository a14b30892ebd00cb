using Orleans;
using Orleans.Runtime;
using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.Orders;
using PosSaga.Sagas;
using PosSaga.Streams;
using PosSaga.Tests.Runtime;
using PosSaga.Tests.Sagas;

namespace PosSaga.Tests.Claims;

/// <summary>The saga's silo with one completed order, s-1: two coffees and one honey, bought by c-1 in QC. And claims
/// about it.</summary>
internal sealed class ClaimWorld(GrainHost host, ulong seed = 1)
{
    public const string OrderId = "s-1";

    public static readonly Origin Agent = new("demo", "demo-agent", "whatever");

    public SagaSilo Silo { get; } = new(host, seed);

    public IOrderGrain Order => Silo.Grains.GetGrain<IOrderGrain>($"demo/{OrderId}");

    public IClaimGrain Claim(string id = "cl-1") => Silo.Grains.GetGrain<IClaimGrain>($"demo/{id}");

    /// <summary>Completes the order, then runs the scenario.</summary>
    public void Run(Func<Task> scenario) => Silo.Run(async () =>
    {
        await Silo.Start();
        Assert.Equal(SagaState.Completed, (await Silo.End()).State);
        await scenario();
    });

    public CreateClaim About(
        string? orderId = OrderId, string customer = "c-1", ClaimType type = ClaimType.ProductDefect,
        string fingerprint = "f", params ClaimLine[] lines) =>
        new(Agent, Silo.Time.GetUtcNow(), customer, new Contact("Ana", "ana@example.com"), type, "Open bag.",
            Urgency.Medium, orderId, lines, fingerprint);

    public Task<CommandResult<ClaimView>> Create(string id, params ClaimLine[] lines) => Claim(id).Create(About(lines: lines));

    public async Task<ClaimView> Resolved(string id = "cl-1")
    {
        await Claim(id).Assign(new AssignClaim(Agent, Silo.Time.GetUtcNow(), "a-1"));
        await Claim(id).Start(new StartClaim(Agent, Silo.Time.GetUtcNow()));
        return (await Claim(id).Resolve(new ResolveClaim(Agent, Silo.Time.GetUtcNow(), "Sorry."))).Value!;
    }

    public Task<CommandResult<ClaimView>> Close(string id = "cl-1") =>
        Claim(id).Close(new CloseClaim(Agent, Silo.Time.GetUtcNow()));

    public Task<CommandResult<ClaimView>> Reopen(string id = "cl-1") =>
        Claim(id).Reopen(new ReopenClaim(Agent, Silo.Time.GetUtcNow(), "Again."));

    public Task<CommandResult<ClaimView>> Refund(string id = "cl-1", string? key = null) =>
        Claim(id).Refund(new RefundClaim(Agent, Silo.Time.GetUtcNow(), null, key));

    /// <summary>Pieces of a SKU that no claim holds, as a further claim would see it.</summary>
    public async Task<int> Free(string sku)
    {
        var rest = await Order.PreviewHold(new HoldForClaim(Agent, "asking", 1, "c-1", [], default));
        return rest.Value?.Goods.Where(goods => goods.Sku == sku).Sum(goods => goods.Quantity) ?? 0;
    }

    /// <summary>All activations die; the journal is what is left.</summary>
    public Task KillAll() => Silo.KillAll();

    /// <summary>From here on the order's log cannot be read.</summary>
    public void OrderGone() => Silo.Faults = (step, about) =>
        about == $"order/demo/{OrderId}" && step != MemoryStep.Answer ? MemoryFault.FailBefore : MemoryFault.None;

    public void OrderBack() => Silo.Faults = (_, _) => MemoryFault.None;

    /// <summary>An event of the claim's refund reaches it, as the stream delivers it.</summary>
    public async Task Hear(object said, long position, string id = "cl-1")
    {
        var codec = Silo.Codec;
        var metadata = codec.EncodeMetadata(new EventMetadata("demo", "demo-agent", OrderId));
        var item = new PublishedEvent(
            position, $"refund/demo/{id}", 7, codec.TypeOf(said), await codec.Encode(said), metadata, 0);
        await Silo.Grains.GetGrain<IParticipantGrain>(GrainId.Create("claim", $"demo/{id}")).Redeliver(item);
    }

    public async Task<string[]> Log(string id = "cl-1") =>
        [.. (await Silo.Log($"claim/demo/{id}")).Select(e => e.Type)];
}
