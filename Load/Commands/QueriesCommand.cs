using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace PosSaga.Load;

/// <summary><c>queries</c>: how soon a running system answers lists, searches and counts of claims.</summary>
internal static class QueriesCommand
{
    private const string Kind = "all queries";

    private static readonly Option<string> Key = new("--key")
    {
        Description = "API key of whoever asks.",
        DefaultValueFactory = _ => "demo-agent",
    };

    private static readonly Option<int> Rate = Options.Number("--rate", "Queries per second.", 500, 1, 100_000);

    private static readonly Option<TimeSpan> Warmup = Options.Duration(
        "--warmup", "Load before the measurement.", TimeSpan.FromSeconds(30));

    private static readonly Option<int> Limit = Options.Number("--limit", "Items per page.", 50, 1, 200);
    private static readonly Option<int> Seed = Options.Number("--seed", "Asks the same again.", 1, 0, int.MaxValue);
    public static Command Define() => LoadCommand.Define(
        "queries",
        "Asks a running system over HTTP for the claims it has, at a fixed rate, measured from when each query was "
        + "meant to start.",
        Run, Options.Url, Key, Rate, Options.MeasuredFor, Warmup, Limit, Seed, Options.Database, Options.Json);

    private static async Task<int> Run(ParseResult parsed, CancellationToken interrupted)
    {
        var database = await DatabaseFacts.Read(parsed.GetValue(Options.Database), interrupted);
        var (limit, seed) = (parsed.GetRequiredValue(Limit), (ulong)parsed.GetRequiredValue(Seed));
        var page = string.Create(CultureInfo.InvariantCulture, $"{limit} items");
        using var api = new ApiClient(parsed.GetRequiredValue(Options.Url), parsed.GetRequiredValue(Key));
        var queries = await QueryMix.Learn(api, limit, interrupted);
        var recorder = new Recorder();
        var profile = new LoadProfile(
            Clients: 0, parsed.GetRequiredValue(Rate), parsed.GetRequiredValue(Warmup),
            parsed.GetRequiredValue(Options.MeasuredFor));
        var seconds = await profile.Run(
            intended => One(api, queries, recorder, seed, intended), recorder, interrupted);
        await new HttpRun(profile, recorder, seconds, database)
            .Report("queries", Kind, books: null, ("page", page))
            .Write(Console.Out, parsed.GetValue(Options.Json));
        return recorder.Outcomes.Any() ? LoadCommand.NotUsable : LoadCommand.Balanced;
    }

    private static async Task One(ApiClient api, QueryMix queries, Recorder recorder, ulong seed, long intended)
    {
        var random = new SeededRandom(seed, recorder.Begin());
        var (kind, path) = queries.Next(ref random);
        var reply = await api.Get(path);
        var took = Moments.MicrosBetween(intended, Moments.Now);
        recorder.End();
        recorder.RecordLatency(kind, took);
        recorder.Completed(Kind, took);
        if (!reply.IsSuccess)
            recorder.CountOutcome(reply.IsAnswer
                ? string.Create(CultureInfo.InvariantCulture, $"{kind}: {reply.Status}")
                : $"{kind}: {reply.Error}");
    }
}

/// <summary>A mix of queries of the claims in the system: lists by each field, searches for words of their texts,
/// counts. A word is asked for as often as it is written.</summary>
internal sealed class QueryMix
{
    private const int PagesRead = 25;
    private const int PageMax = 200;
    private static readonly string[] Statuses = ["created", "assigned", "inProgress", "resolved", "closed"];
    private static readonly string[] Types = ["productDefect", "deliveryIssue", "billingError", "serviceComplaint"];

    private readonly List<string> _customers = [];
    private readonly List<string> _agents = [];
    private readonly List<string> _words = [];
    private readonly List<string> _cursors = [];
    private readonly int _limit;

    private QueryMix(int limit) => _limit = limit;

    public static async Task<QueryMix> Learn(ApiClient api, int limit, CancellationToken cancellation)
    {
        var queries = new QueryMix(limit);
        for (var (page, cursor) = (0, ""); page < PagesRead && cursor is not null; page++)
        {
            cancellation.ThrowIfCancellationRequested();
            var reply = await api.Get($"/api/v1/claims?limit={PageMax}&cursor={cursor}");
            if (!reply.IsSuccess)
                throw new SystemNotUsableException($"GET /claims was answered {reply}");
            using var json = JsonDocument.Parse(reply.Body);
            foreach (var claim in json.RootElement.GetProperty("items").EnumerateArray())
                queries.Note(claim);
            if ((cursor = json.RootElement.GetProperty("nextCursor").GetString()) is not null)
                queries._cursors.Add(cursor);
        }
        return queries._words.Count > 0 && queries._agents.Count > 0
            ? queries
            : throw new SystemNotUsableException("There are no claims to ask for; Load models adds some.");
    }

    /// <returns>Its kind, and the path with the query.</returns>
    public (string Kind, string Path) Next(ref SeededRandom random) => random.Below(20) switch
    {
        0 or 1 => ("newest", List("")),
        2 => ("a later page", List($"cursor={One(_cursors, ref random)}&")),
        3 or 4 => ("by status", List($"status={One(Statuses, ref random)}&")),
        5 => ("by type", List($"type={One(Types, ref random)}&")),
        6 or 7 => ("by customer", List($"customerId={One(_customers, ref random)}&")),
        8 => ("by agent", List($"agentId={One(_agents, ref random)}&")),
        9 => ("by agent and status", List($"agentId={One(_agents, ref random)}&status={One(Statuses, ref random)}&")),
        10 or 11 => ("search, a word", List($"q={Word(ref random)}&")),
        12 => ("search, a beginning", List($"q={Uri.EscapeDataString(One(_words, ref random)[..3])}&")),
        13 or 14 => ("search, two words", List($"q={Word(ref random)}+{Word(ref random)}&")),
        15 => ("search, a word and status", List($"q={Word(ref random)}&status={One(Statuses, ref random)}&")),
        16 => ("search, a customer", List($"q={One(_customers, ref random)}&")),
        17 => ("counted by type", "/api/v1/claims/stats?by=type"),
        18 => ("counted by customer", $"/api/v1/claims/stats?by=customer&limit={_limit}"),
        _ => ("counted by agent", $"/api/v1/claims/stats?by=agent&limit={_limit}"),
    };

    private string List(string filter) => $"/api/v1/claims?{filter}limit={_limit}";

    private string Word(ref SeededRandom random) => Uri.EscapeDataString(One(_words, ref random));

    private static string One(IReadOnlyList<string> among, ref SeededRandom random) =>
        among.Count == 0 ? "" : among[random.Below(among.Count)];

    private void Note(JsonElement claim)
    {
        _customers.Add(claim.GetProperty("customerId").GetString()!);
        if (claim.GetProperty("assignedAgent").GetString() is { } agent)
            _agents.Add(agent);
        var words = (claim.GetProperty("description").GetString() ?? "")
            .Split([' ', '.', ',', '!', '?'], StringSplitOptions.RemoveEmptyEntries);
        _words.AddRange(words.Where(word => word.Length > 2));
    }
}
