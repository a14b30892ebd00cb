using System.Text;
using System.Text.Json;
using PosSaga.Load.Http;

namespace PosSaga.Tests.Killing.Support;

/// <summary>At which step of its saga each order was when the process was killed, read afterwards from the orders'
/// timelines: what a saga had recorded before the kill, it was; what came after, it still had to do.</summary>
internal sealed class KillSteps
{
    public static readonly string[] ForwardSteps =
        ["Pending", "CartValidated", "StockReserved", "PaymentProcessed", "OrderConfirmed"];

    private const string Compensating = "Compensating";

    private readonly SortedDictionary<string, int>[] _sagasPerKill;

    private KillSteps(SortedDictionary<string, int>[] sagasPerKill) => _sagasPerKill = sagasPerKill;

    /// <param name="kills">Moments at which the process was certainly gone.</param>
    public static async Task<KillSteps> Read(
        ApiClient office, IReadOnlyList<DateTimeOffset> kills, IEnumerable<string> orderIds)
    {
        var perKill = kills.Select(_ => new SortedDictionary<string, int>(StringComparer.Ordinal)).ToArray();
        foreach (var id in orderIds)
        {
            var states = await StatesOf(office, id);
            for (var kill = 0; kill < kills.Count; kill++)
                if (StepAt(states, kills[kill]) is { } step)
                    perKill[kill][step] = perKill[kill].GetValueOrDefault(step) + 1;
        }
        return new KillSteps(perKill);
    }

    /// <summary>How many kills found at least one saga at the step.</summary>
    public int KillsAt(string step) => _sagasPerKill.Count(k => k.ContainsKey(step));

    public override string ToString()
    {
        var text = new StringBuilder();
        for (var kill = 0; kill < _sagasPerKill.Length; kill++)
            text.Append("kill ").Append(kill + 1).Append(": ")
                .AppendJoin(", ", _sagasPerKill[kill].Select(s => $"{s.Value} {s.Key}")).AppendLine();
        return text.AppendJoin(", ", ForwardSteps.Append(Compensating).Select(s => $"{s} hit by {KillsAt(s)} kills")).ToString();
    }

    /// <summary>Null where the saga was not on its way at that moment: not begun, or at rest.</summary>
    public static string? StepAt(IReadOnlyList<(DateTimeOffset At, string State)> states, DateTimeOffset moment)
    {
        var before = states.TakeWhile(s => s.At <= moment).ToList();
        return before.Count == 0 || before[^1].State.Length == 0 ? null : before[^1].State;
    }

    private static async Task<List<(DateTimeOffset At, string State)>> StatesOf(ApiClient office, string orderId)
    {
        var reply = await office.Get($"/api/v1/orders/{orderId}/timeline");
        Assert.True(reply.Status == 200, $"The timeline of {orderId}: {reply}");
        using var timeline = JsonDocument.Parse(reply.Body);
        return
        [
            .. from entry in timeline.RootElement.GetProperty("entries").EnumerateArray()
               let state = StateAfter(entry.GetProperty("event").GetString()!)
               where state is not null
               select (entry.GetProperty("at").GetDateTimeOffset(), state),
        ];
    }

    // Empty: at rest. Null: the event does not move the saga.
    private static string? StateAfter(string eventName) => eventName.Split('/')[0] switch
    {
        "order-saga.started" => ForwardSteps[0],
        "order-saga.cart-validated" => ForwardSteps[1],
        "order-saga.stock-reserved" => ForwardSteps[2],
        "order-saga.payment-processed" => ForwardSteps[3],
        "order-saga.order-confirmed" => ForwardSteps[4],
        "order-saga.step-failed" or "order-saga.step-undone" => Compensating,
        "order-saga.completed" or "order-saga.failed" or "order-saga.needs-operator" => "",
        _ => null,
    };
}
