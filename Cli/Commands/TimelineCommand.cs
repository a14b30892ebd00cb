using System.CommandLine;
using PosSaga.Cli.Output;
using PosSaga.Client;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace PosSaga.Cli.Commands;

/// <summary><c>pos timeline</c>: everything that followed from one cause.</summary>
internal static class TimelineCommand
{
    public static Command Define()
    {
        var id = Calls.Id("correlation");
        id.Description = "Id of the order, or of a claim without one";
        var limit = Calls.Limit();
        return new Command("timeline", "All that followed from an order, as a tree") { id, limit }.Does(async call =>
        {
            var entries = await call.Api.EachTimelineEntry(call.Get(id), call.Cancellation)
                .Take(call.Get(limit), call.Cancellation);
            call.Out.Items(entries, list => Look(call.Get(id), list), "Nothing followed yet.");
        });
    }

    // Streams in the order in which they joined in; within each, its events.
    private static Tree Look(string correlation, IReadOnlyList<TimelineEntryBody> entries)
    {
        var tree = new Tree(new Text(correlation));
        foreach (var stream in entries.GroupBy(entry => entry.Stream))
        {
            var branch = tree.AddNode(new Text(stream.Key, new Style(decoration: Decoration.Bold)));
            foreach (var entry in stream)
                branch.AddNode(Line(entry));
        }
        return tree;
    }

    private static Text Line(TimelineEntryBody entry) =>
        new($"{entry.At.UtcDateTime:HH:mm:ss.fff}  {entry.Event}  {entry.Actor}");
}
