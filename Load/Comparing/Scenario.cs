using System.Globalization;

namespace PosSaga.Load;

/// <summary>A command of each build's own <c>Load</c>, and what is compared of its report.</summary>
/// <param name="Kinds">The kinds of request whose latencies are compared.</param>
/// <param name="OverHttp">Against a front end of the same build; else in the process of <c>Load</c>.</param>
internal sealed record Scenario(
    string Name, string What, string[] Kinds, bool OverHttp, Func<Sizes, string> Command)
{
    /// <summary>Compared when no scenario is named.</summary>
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

/// <summary>How much one run of each kind of scenario does.</summary>
/// <param name="Duration">Of scenarios that are measured for a time.</param>
/// <param name="Warmup">Before those, in the same process.</param>
internal sealed record Sizes(
    int Sagas, int Refunds, int Reservations, int Appends, TimeSpan Duration, TimeSpan Warmup)
{
    /// <summary>Five runs of the four main scenarios in about twenty minutes on two cores.</summary>
    public static Sizes Usual { get; } =
        new(8_000, 8_000, 20_000, 40_000, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5));

    /// <summary>Shows that it runs, or that something is far slower; too short to tell five percent.</summary>
    public static Sizes Quick { get; } =
        new(2_000, 600, 5_000, 10_000, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1));

    /// <summary>For the run that is not counted, which brings the build's files and the server into memory.</summary>
    public Sizes Uncounted => new(
        Quarter(Sagas), Quarter(Refunds), Quarter(Reservations), Quarter(Appends), Duration / 4, Warmup / 4);

    /// <summary>Work before the measurement in the same process, while most of the code is compiled.</summary>
    public static int Before(int measured) => (measured + 1) / 2;

    private static int Quarter(int count) => (count + 3) / 4;
}
