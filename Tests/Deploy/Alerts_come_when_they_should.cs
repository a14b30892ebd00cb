using PosSaga.Tests.Deploy.Support;

namespace PosSaga.Tests.Deploy;

/// <summary>Prometheus itself evaluates the rules over series that <c>alerts.test.yaml</c> makes up.</summary>
public sealed class Alerts_come_when_they_should : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("possaga-alerts-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Needs("promtool")]
    public void And_only_then()
    {
        var text = Repository.Text("deploy", "monitoring", "alerts.yaml");
        var rules = text[text.IndexOf("  groups:", StringComparison.Ordinal)..].Split('\n')
            .Select(line => line.Length > 2 ? line[2..] : "");
        File.WriteAllLines(Path.Combine(_folder, "alerts.yaml"), rules);
        var tests = Path.Combine(_folder, "alerts.test.yaml");
        File.Copy(Repository.PathOf("Tests", "Deploy", "alerts.test.yaml"), tests);
        Assert.Contains("SUCCESS", Tool.Run("promtool", "test", "rules", tests), StringComparison.Ordinal);
    }
}
