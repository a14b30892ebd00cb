using PosSaga.Load;

namespace PosSaga.Tests.Load;

public sealed class ChildReportTests
{
    // What 6f21a1f wrote with --json; it stays comparable for as long as this is understood.
    private const string Of6f21a1f = """
        {
          "command": "Load grains --journal Host=127.0.0.1 --sagas 10000 --warmup 5000 --projections off --json g.json",
          "at": "2026-11-30T01:04:25.0637743+00:00",
          "unit": "order sagas",
          "measuredSeconds": 6.095848,
          "completed": 10000,
          "perSecond": 1640.5,
          "latencies": {
            "order saga": {
              "count": 10000, "meanMs": 155.2, "p50Ms": 149.503, "p95Ms": 221.183, "p99Ms": 246.783, "p999Ms": 268.287,
              "maxMs": 309.153
            }
          },
          "outcomes": { "completed": 10000 },
          "notes": {
            "projections": "off",
            "cost": "877 µs of processor, 127.5 kB allocated each; 1.44 cores busy",
            "runs": "1640"
          },
          "books": {
            "orders": 15000, "completed": 15000, "failed": 0, "needOperator": 0, "captured": "1785901.59 CAD",
            "gatewayChecked": false, "imbalances": [], "balances": true
          },
          "machine": {
            "cpu": "AMD EPYC", "cores": 2, "memoryBytes": 25276059648,
            "operatingSystem": "Debian GNU/Linux 12 (bookworm)", "runtime": ".NET 10.0.12", "build": "Release",
            "commit": "6f21a1f7b849b974c40df550f70db3d226f8ea5d"
          },
          "database": { "database": "PostgreSQL 15.18", "fsync": "on" }
        }
        """;

    [Fact]
    public void The_report_of_6f21a1f_is_understood()
    {
        var report = ChildReport.Parse(Of6f21a1f);
        Assert.Equal(
            [
                ("order sagas per second", 1640.461), ("order saga, p50 ms", 149.503), ("order saga, p95 ms", 221.183),
                ("order saga, p99 ms", 246.783), ("processor each, µs", 877), ("allocated each, kB", 127.5),
            ],
            report.Readings(["order saga"]).Select(r => (r.Figure.Name, Math.Round(r.Value, 3))));
        Assert.Equal((15_000, true), (report.Books!.Orders, report.Books.Balances));
        Assert.Equal("Release", report.Machine.Build);
    }

    [Fact]
    public async Task The_report_of_this_build_is_understood()
    {
        var file = new FileInfo(Path.GetTempFileName());
        var recorder = new Recorder();
        var measured = await InProcessMeasurement.Of(Kinds.Saga, recorder, () =>
        {
            recorder.Completed(Kinds.Saga, 1_500);
            return Task.CompletedTask;
        });
        await InProcessCommand.Report(
            "order sagas", "Data Source=nowhere", [measured], null, new Dictionary<string, string>(), file, default);

        var report = ChildReport.Parse(await File.ReadAllTextAsync(file.FullName));
        file.Delete();
        Assert.Equal(
            ChildReport.Parse(Of6f21a1f).Readings([Kinds.Saga]).Select(r => r.Figure),
            report.Readings([Kinds.Saga]).Select(r => r.Figure));
        Assert.Null(report.Books);
    }

    [Fact]
    public void A_kind_that_was_not_measured_is_named_with_those_that_were()
    {
        var e = Assert.Throws<SystemNotUsableException>(
            () => ChildReport.Parse(Of6f21a1f).Readings(["refund"]).ToList());
        Assert.Equal("The report has no 'refund', but 'order saga'.", e.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("1640.5 order sagas/s")]
    [InlineData("{}")]
    public void What_is_no_report_is_said_in_a_sentence(string text) =>
        Assert.StartsWith(
            "A report of Load ", Assert.Throws<SystemNotUsableException>(() => ChildReport.Parse(text)).Message,
            StringComparison.Ordinal);
}
