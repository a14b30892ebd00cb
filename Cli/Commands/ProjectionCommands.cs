using System.CommandLine;
using System.Globalization;
using PosSaga.Cli.Output;
using PosSaga.Client;
using Spectre.Console.Rendering;

namespace PosSaga.Cli.Commands;

/// <summary><c>pos projection …</c></summary>
internal static class ProjectionCommands
{
    public static Command Define() => new("projection", "Read models") { List(), Rebuild() };

    private static Command List() => new Command("list", "State, position and lag of each").Does(async call =>
        call.Out.Items((await call.Api.ListProjectionsAsync(call.Cancellation)).Items, Look, "There are none."));

    private static Command Rebuild()
    {
        var name = Calls.Id("name");
        name.Description = "As pos projection list shows it";
        Option<bool> force = new("--force") { Description = "Swaps even when rows differ" };
        return new Command("rebuild", "Builds it anew beside the old one, then swaps") { name, force }.Does(
            async call => call.Out.Answer(
                await call.Api.RebuildProjectionAsync(
                    call.Get(name), call.Get(force) ? true : null, call.Cancellation),
                started => Looks.Facts(
                    ("projection", started.Name), ("state", started.State), ("see", "pos projection list"))));
    }

    private static IRenderable Look(IReadOnlyList<ProjectionBody> projections) => Looks.Table(
        projections, ("projection", one => one.Name), ("state", one => WireWords.Of(one.State)),
        ("head", one => Looks.Of(one.Head)), ("lag", one => Looks.Of(one.Lag)),
        ("seconds", one => one.LagSeconds.ToString("0.0", CultureInfo.InvariantCulture)),
        ("rebuild", one => Progress(one.Rebuild)), ("error", one => one.Error));

    private static string? Progress(RebuildProgressBody? rebuild) => rebuild is null
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{rebuild.State} {rebuild.Progress * 100:0} %");
}
