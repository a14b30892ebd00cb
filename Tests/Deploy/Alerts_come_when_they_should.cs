using System.Text.Json.Nodes;
using PosSaga.Tests.Deploy.Support;

namespace PosSaga.Tests.Deploy;

/// <summary>Prometheus itself evaluates the rules over series that <c>alerts.test.yaml</c> and the files of the folder
/// <c>Alerts</c> make up.</summary>
public sealed class Alerts_come_when_they_should : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("possaga-alerts-").FullName;

    private static IReadOnlyList<string> Files { get; } =
    [
        Repository.PathOf("Tests", "Deploy", "alerts.test.yaml"),
        .. Directory.GetFiles(Repository.PathOf("Tests", "Deploy", "Alerts"), "*.test.yaml")
            .Order(StringComparer.Ordinal),
    ];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Needs("promtool")]
    public void And_only_then()
    {
        var text = Repository.Text("deploy", "monitoring", "alerts.yaml");
        var rules = text[text.IndexOf("  groups:", StringComparison.Ordinal)..].Split('\n')
            .Select(line => line.Length > 2 ? line[2..] : "");
        File.WriteAllLines(Path.Combine(_folder, "alerts.yaml"), rules);
        foreach (var file in Files)
        {
            var tests = Path.Combine(_folder, Path.GetFileName(file));
            File.Copy(file, tests);
            Assert.Contains("SUCCESS", Tool.Run("promtool", "test", "rules", tests), StringComparison.Ordinal);
        }
    }

    /// <summary>A rule that nobody has seen fire may never do so; one that nobody has seen end may stand for
    /// ever.</summary>
    [Fact]
    public void Each_of_them_is_seen_to_come_and_to_go()
    {
        var cases = Files.SelectMany(file => Yaml.Documents(File.ReadAllText(file)).Single().Each("tests"))
            .SelectMany(CasesOf).ToLookup(one => one.Alert, StringComparer.Ordinal);
        var names = Watched.Alerts.Select(alert => alert.Text("alert")!).ToList();
        Assert.Empty(names.Where(name => !cases[name].Any(one => one.Comes)).Select(name => $"{name} never comes"));
        Assert.Empty(names.Where(name => !cases[name].Any(one => one.Goes)).Select(name => $"{name} never goes"));
    }

    /// <summary>Goes: there is none at a moment after one at which it stood, or where the series' last values are those
    /// of a quiet time, which a test says by its name.</summary>
    private static IEnumerable<(string Alert, bool Comes, bool Goes)> CasesOf(JsonNode test) =>
        from one in test.Each("alert_rule_test")
        group one by one.Text("alertname")! into alert
        let stood = alert.Where(one => one.Each("exp_alerts").Any()).Select(SecondsOf).ToList()
        let none = alert.Where(one => !one.Each("exp_alerts").Any()).Select(SecondsOf).ToList()
        select (
            alert.Key, stood.Count > 0,
            none.Any(at => stood.Any(before => before < at))
                || (none.Count > 0 && test.Text("name")!.StartsWith("Ended: ", StringComparison.Ordinal)));

    private static int SecondsOf(JsonNode one)
    {
        var at = one.Text("eval_time")!;
        return int.Parse(at[..^1], System.Globalization.CultureInfo.InvariantCulture) * (at[^1] == 'm' ? 60 : 1);
    }
}
