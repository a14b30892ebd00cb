using System.CommandLine;

namespace PosSaga.Load;

/// <summary>The options of <c>orders</c>.</summary>
internal sealed record OrdersSettings(
    HttpSettings Http, TokenMix Tokens, int RepeatPercent, ulong Seed, TimeSpan Persistence, bool CheckBooks,
    FileInfo? Answers);

/// <summary><c>orders</c>: orders over HTTP.</summary>
internal static class OrdersCommand
{
    private static readonly Option<int> Idempotent = Options.Number(
        "--idempotent", "Percent of the orders that are sent a second time with the same key.", 0, 0, 100);

    private static readonly Option<int> Seed = Options.Number(
        "--seed", "Repeats the same orders.", 1, 0, int.MaxValue);

    private static readonly Option<TimeSpan> Persistence = Options.Duration(
        "--persistence", "How long a request is sent again while the system is away; 0: each failure is an outcome.",
        TimeSpan.Zero);

    private static readonly Option<bool> NoBooks = new("--no-books") { Description = "Does not check the books." };

    private static readonly Option<FileInfo?> Answers = new("--answers")
    {
        Description = "Writes a line per request: when it ended (Unix milliseconds), how long it took with every "
            + "repetition, how it ended.",
    };

    public static Command Define() => HttpCommand.Define(
        "orders", "Places orders over HTTP (cart, items, order), then checks the books.",
        (parsed, cancellation) => Run(Read(parsed), cancellation), Options.Tokens, Idempotent, Seed, Persistence,
        NoBooks, Answers);

    public static OrdersSettings Read(ParseResult parsed) => new(
        HttpCommand.Read(parsed), parsed.GetRequiredValue(Options.Tokens), parsed.GetRequiredValue(Idempotent),
        (ulong)parsed.GetRequiredValue(Seed), parsed.GetRequiredValue(Persistence), !parsed.GetValue(NoBooks),
        parsed.GetValue(Answers));

    private static async Task<int> Run(OrdersSettings settings, CancellationToken interrupted)
    {
        using var answers = AnswerLog.Open(settings.Answers);
        return await HttpCommand.Run(
            settings.Http, "complete orders", Kinds.WholeOrder, settings.CheckBooks,
            load =>
            {
                var plans = new OrderPlans(
                    load.Assortment, settings.Tokens, settings.Http.Lines, settings.RepeatPercent, settings.Seed);
                var journey = new OrderJourney(
                    load.Tills, plans, load.Recorder, load.Orders, load.Assortment.RunId, settings.Persistence,
                    answers);
                return (journey.Go, () => []);
            },
            interrupted);
    }
}
