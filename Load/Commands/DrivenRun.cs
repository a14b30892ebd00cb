using System.Globalization;
using PosSaga.Load.Books;
using PosSaga.Load.Measuring;
using PosSaga.Load.Reporting;

namespace PosSaga.Load.Commands;

/// <summary>A load over HTTP, as it was measured.</summary>
/// <param name="Database">What is known of the one beneath.</param>
internal sealed record DrivenRun(
    Drive Drive, Recorder Recorder, double Seconds, ProcessWatch? Watch, IReadOnlyDictionary<string, string> Database)
{
    /// <param name="counted">The kind of request of which there is one per <paramref name="unit"/>.</param>
    /// <param name="notes">Beside those that every such run has.</param>
    public RunReport Report(
        string unit, string counted, AuditResult? books, params (string Name, string Text)[] notes) => new()
        {
            Command = Running.CommandLine,
            At = DateTimeOffset.UtcNow,
            Unit = unit,
            MeasuredSeconds = Seconds,
            Completed = Recorder.CountOf(counted),
            Latencies = RunReport.LatenciesOf(Recorder),
            Outcomes = Recorder.Outcomes.ToDictionary(o => o.Key, o => o.Value),
            Notes = notes
                .Prepend((Name: "loop", Text: Drive.Loop))
                // On a machine shared with the system, what the client takes is missing there.
                .Append((Name: "processor time of the client", Text: string.Create(
                    CultureInfo.InvariantCulture, $"{Environment.CpuUsage.TotalTime.TotalSeconds:0.0} s")))
                .ToDictionary(note => note.Name, note => note.Text),
            Books = books,
            System = Watch?.Facts(),
            Machine = MachineFacts.Read(),
            Database = Database,
        };
}
