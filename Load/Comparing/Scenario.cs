using System.Globalization;

namespace PosSaga.Load.Comparing;

/// <summary>What is measured of both builds, as a command of their own <c>Load</c>.</summary>
/// <param name="Kinds">The kinds of request whose latencies are compared.</param>
/// <param name="OverHttp">Against a front end of the same build; else in the process of <c>Load</c>.</param>
internal sealed record Scenario(
    string Name, string What, string[] Kinds, bool OverHttp, Func<Sizes, string> Command)
{
    /// <summary>Those that are compared when nobody names any.</summary>
    public static readonly string[] Main = ["sagas", "refunds", "orders", "append-to-handler"];

    public static readonly IReadOnlyList<Scenario> All =
    [
        new("sagas", "order sagas in process, read models standing still", ["order saga"], false, Sagas("off")),
        new("sagas-with-models", "order sagas in process, read models keeping up", ["order saga"], false, Sagas("on")),
        new("refunds", "refunds in process, read models keeping up", ["refund, complete"], false,
            s => Line($"refunds --refunds {s.Refunds} --warmup {Sizes.Before(s.Refunds)}")),
        new("refunds-open", "refunds in process at 100/s", ["refund request to settled"], false,
            s => Line($"refunds --rate 100 --refunds {s.Refunds} --warmup {Sizes.Before(s.Refunds)}")),
        new("reservations", "reservations of one hot SKU in process", ["reservation"], false,
            s => Line($"reservations --count {s.Reservations} --warmup {Sizes.Before(s.Reservations)}")),
        new("append-to-handler", "append to stream handler in process at 500/s", ["append to handler"], false,
            s => Line($"streams --rate 500 --duration {Ms(s.Duration)} --warmup {Ms(s.Warmup)}")),
        new("journal", "raw appends in process", ["append"], false, s => Line($"journal --count {s.Appends}")),
        new("orders", "complete orders over HTTP, 64 tills", ["3 POST /orders", "whole order, completed"], true,
            s => Line($"orders --clients 64 --token ok=1 --duration {Ms(s.Duration)} --warmup {Ms(s.Warmup)}")),
        new("orders-open", "complete orders over HTTP at 200/s", ["3 POST /orders"], true,
            s => Line($"orders --rate 200 --token ok=1 --duration {Ms(s.Duration)} --warmup {Ms(s.Warmup)}")),
        new("claims", "from the cart to the refund over HTTP, 16 agents",
            ["order to refund completed", "refund request to completed"], true,
            s => Line($"claims --clients 16 --duration {Ms(s.Duration)} --warmup {Ms(s.Warmup)}")),
    ];

    public static string Names => string.Join(", ", All.Select(s => s.Name));

    /// <summary>Null when there is none.</summary>
    public static Scenario? Named(string name) => All.FirstOrDefault(s => s.Name == name);

    private static Func<Sizes, string> Sagas(string projections) => s => Line(
        $"grains --sagas {s.Sagas} --warmup {Sizes.Before(s.Sagas)} --projections {projections}");

    private static string Line(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);

    private static string Ms(TimeSpan span) => Line($"{span.TotalMilliseconds:0}ms");
}
