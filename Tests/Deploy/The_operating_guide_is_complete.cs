using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PosSaga.Tests.Deploy.Support;

namespace PosSaga.Tests.Deploy;

/// <summary>Whoever is woken by an alert, or meets a setting, finds it in the guide.</summary>
public sealed partial class The_operating_guide_is_complete
{
    private static readonly string Guide = Repository.Text("docs", "operating.md");

    [Fact]
    public void Every_alert_is_explained_and_nothing_else()
    {
        var explained = Explained().Matches(Guide).Select(match => match.Groups[1].Value);
        Assert.Equal(Watched.Alerts.Select(alert => alert.Text("alert")).Order(), explained.Order());
    }

    [Fact]
    public void Every_alert_says_how_bad_and_what()
    {
        foreach (var alert in Watched.Alerts)
        {
            Assert.Contains(alert.Text("labels", "severity"), (string[])["warning", "critical"]);
            Assert.False(string.IsNullOrWhiteSpace(alert.Text("annotations", "summary")));
        }
    }

    [Theory, InlineData("local"), InlineData("production")]
    public void Every_setting_of_a_pod_is_listed(string overlay)
    {
        var names = Overlay.Of(overlay).Workloads.Where(w => w.Owner.Text("metadata", "name") != "possaga-postgres")
            .SelectMany(w => w.Pod.Each("spec", "containers")).SelectMany(c => c.Each("env"))
            .Select(e => e.Text("name")!)
            .Concat(
                Overlay.Of(overlay).All("ConfigMap").SelectMany(map => map.Pairs("data").Keys)
                    .Where(key => !key.EndsWith(".json", StringComparison.Ordinal)));
        foreach (var name in names.Distinct())
            Assert.Contains($"`{name}`", Guide, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(PosSaga.Silo.Notifications.SmtpOptions), "Notifications__Smtp__")]
    public void Every_setting_of_a_section_is_listed(Type section, string prefix) => Assert.All(
        section.GetProperties(),
        property => Assert.Contains($"`{prefix}{property.Name}`", Guide, StringComparison.Ordinal));

    [Fact]
    public void Dashboards_are_whole_and_all_of_them_are_brought_along()
    {
        var brought = Yaml.Documents(Repository.Text("deploy", "monitoring", "kustomization.yaml")).Single()
            .Each("configMapGenerator").Single().Each("files").Select(file => Path.GetFileName(file.ToString()));
        Assert.Equal(Watched.DashboardFiles.Select(Path.GetFileName), brought.Order(StringComparer.Ordinal));
        var boards = Watched.DashboardFiles.Select(file => JsonNode.Parse(File.ReadAllText(file))!).ToList();
        Assert.Equal(boards.Count, boards.Select(board => board.Text("uid")).Distinct().Count());
        foreach (var board in boards)
        {
            Assert.NotEmpty(board.Each("panels"));
            Assert.Equal(
                board.Each("panels").Count(),
                board.Each("panels").Select(panel => panel.Text("id")).Distinct().Count());
            Assert.All(board.Each("panels"), panel => Assert.Equal("${datasource}", panel.Text("datasource", "uid")));
        }
    }

    [GeneratedRegex(@"(?m)^\| \*\*(\w+)\*\* \|")]
    private static partial Regex Explained();
}
