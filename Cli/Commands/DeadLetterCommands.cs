using System.CommandLine;
using PosSaga.Cli.Output;
using PosSaga.Client;
using Spectre.Console.Rendering;

namespace PosSaga.Cli.Commands;

/// <summary><c>pos dead-letter …</c></summary>
internal static class DeadLetterCommands
{
    public static Command Define() => new("dead-letter", "Events that could not be handled")
    {
        List(), Show(),
        Act("redrive", "Hands it over again, and what waits behind it",
            (api, id, token) => api.RedriveDeadLetterAsync(id, token)),
        Act("discard", "Gives it up; what waits behind it goes on",
            (api, id, token) => api.DiscardDeadLetterAsync(id, token)),
    };

    private static Command List()
    {
        Option<string?> subscriber = new("--subscriber") { Description = "Only of this one", HelpName = "name" };
        var limit = Calls.Limit();
        return new Command("list", "All that are parked") { subscriber, limit }.Does(async call => call.Out.Items(
            await Each(call, call.Get(subscriber)).Take(call.Get(limit), call.Cancellation), Look, "There are none."));
    }

    private static Command Show()
    {
        var id = Calls.Id();
        return new Command("show", "One, with its error") { id }.Answers(async call =>
        {
            // The API lists them only; there are few, or there is much to do.
            await foreach (var letter in Each(call, null))
            {
                if (letter.Id != call.Get(id))
                    continue;
                call.Out.Answer(letter, Look);
                return ExitCodes.Done;
            }
            Printer.Note("Refused: there is no such dead letter; pos dead-letter list shows those there are.");
            return ExitCodes.Refused;
        });
    }

    private static Command Act(
        string name, string about, Func<PosSagaClient, string, CancellationToken, Task<RedriveBody>> act)
    {
        var id = Calls.Id();
        return new Command(name, about) { id }.Does(async call => call.Out.Answer(
            await act(call.Api, call.Get(id), call.Cancellation),
            answer => Looks.Facts(
                ("redriven", Looks.Of(answer.Redriven)), ("still waits for", answer.Blocking?.Id))));
    }

    private static IAsyncEnumerable<DeadLetterBody> Each(Call call, string? subscriber) =>
        Paging.Each<PageBodyOfDeadLetterBody, DeadLetterBody>(
            (cursor, token) => call.Api.ListDeadLettersAsync(
                cursor: cursor, subscriber: subscriber, cancellationToken: token),
            call.Cancellation);

    private static IRenderable Look(DeadLetterBody letter) => Looks.Facts(
        ("dead letter", letter.Id), ("subscriber", letter.Subscriber), ("stream", letter.Stream),
        ("event", letter.Event), ("position", Looks.Of(letter.Position)), ("attempts", Looks.Of(letter.Attempts)),
        ("parked", Looks.Of(letter.ParkedAt)), ("error", letter.Error));

    private static IRenderable Look(IReadOnlyList<DeadLetterBody> letters) => Looks.Table(
        letters, ("dead letter", letter => letter.Id), ("subscriber", letter => letter.Subscriber),
        ("event", letter => letter.Event), ("attempts", letter => Looks.Of(letter.Attempts)),
        ("parked", letter => Looks.Of(letter.ParkedAt)), ("error", letter => letter.Error));
}
