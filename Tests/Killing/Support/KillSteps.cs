using System.Text;
using System.Text.Json;
using PosSaga.Load;

namespace PosSaga.Tests.Killing.Support;

/// <summary>At which step each order or refund was when the process was killed, read afterwards from what it recorded:
/// what came before the kill, it had done; what came after, it still had to do.</summary>
internal sealed class KillSteps
{
    public static readonly string[] ForwardSteps =
        ["Pending", "CartValidated", "StockReserved", "PaymentProcessed", "OrderConfirmed"];

    private const string Compensating = "Compensating";

    private readonly IReadOnlyList<string> _steps;
    private readonly SortedDictionary<string, int>[] _perKill;

    /// <param name="steps">In the order in which they are reported.</param>
    /// <param name="kills">Moments at which the process was certainly gone.</param>
    /// <param name="histories">Of each order or refund, the steps it came to, oldest first; at rest is empty.</param>
    public KillSteps(
        IReadOnlyList<string> steps, IReadOnlyList<DateTimeOffset> kills,
        IEnumerable<IReadOnlyList<(DateTimeOffset At, string Step)>> histories)
    {
        _steps = steps;
        _perKill = [.. kills.Select(_ => new SortedDictionary<string, int>(StringComparer.Ordinal))];
        foreach (var history in histories)
            for (var kill = 0; kill < kills.Count; kill++)
                if (StepAt(history, kills[kill]) is { } step)
                    _perKill[kill][step] = _perKill[kill].GetValueOrDefault(step) + 1;
    }

    /// <summary>Of order sagas, from their timelines.</summary>
    public static async Task<KillSteps> Read(
        ApiClient office, IReadOnlyList<DateTimeOffset> kills, IEnumerable<string> orderIds)
    {
        var histories = new List<IReadOnlyList<(DateTimeOffset, string)>>();
        foreach (var id in orderIds)
            histories.Add(await StatesOf(office, id));
        return new KillSteps([.. ForwardSteps, Compensating], kills, histories);
    }

    /// <summary>How many kills found at least one at the step.</summary>
    public int KillsAt(string step) => _perKill.Count(k => k.ContainsKey(step));

    /// <summary>How many were on their way at each kill.</summary>
    public IEnumerable<int> Interrupted => _perKill.Select(k => k.Values.Sum());

    public override string ToString()
    {
        var text = new StringBuilder();
        for (var kill = 0; kill < _perKill.Length; kill++)
            text.Append("kill ").Append(kill + 1).Append(": ")
                .AppendJoin(", ", _perKill[kill].Select(s => $"{s.Value} {s.Key}")).AppendLine();
        return text.AppendJoin(", ", _steps.Select(s => $"{s} hit by {KillsAt(s)} kills")).ToString();
    }

    /// <summary>Null where it was not on its way at that moment: not begun, or at rest.</summary>
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
