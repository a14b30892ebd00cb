using System.Text.Json.Nodes;

namespace PosSaga.Tests.Deploy.Support;

/// <summary>An expression that a dashboard draws or an alert waits for.</summary>
public sealed record Watch(string Where, string Expression);

internal static class Watched
{
    public static IReadOnlyList<string> DashboardFiles { get; } =
        [.. Directory.GetFiles(Repository.PathOf("deploy", "monitoring", "dashboards"), "*.json")
            .Order(StringComparer.Ordinal)];

    public static IReadOnlyList<JsonObject> Alerts { get; } = [.. Yaml
        .Documents(Repository.Text("deploy", "monitoring", "alerts.yaml")).Single()
        .Each("spec", "groups").SelectMany(group => group.Each("rules")).Cast<JsonObject>()];

    public static IEnumerable<Watch> Everything => Drawn.Concat(
        Alerts.Select(alert => new Watch($"alert {alert.Text("alert")}", alert.Text("expr")!)));

    private static IEnumerable<Watch> Drawn =>
        from file in DashboardFiles
        from panel in JsonNode.Parse(File.ReadAllText(file)).Each("panels")
        from target in panel.Each("targets")
        select new Watch($"{Path.GetFileName(file)}, {panel.Text("title")}", target.Text("expr")!);
}
