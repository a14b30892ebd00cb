using System.Text.Json;
using PosSaga.Load.Http;
using PosSaga.Load.Orders;

namespace PosSaga.Load.Models;

/// <summary>What people ask of the claims that there are: lists by each field, searches by words that stand in them,
/// counts. A word is as often asked for as it is written.</summary>
internal sealed class ClaimQuestions
{
    private const int PagesLearnt = 25;
    private const int PageMax = 200;
    private static readonly string[] Statuses = ["created", "assigned", "inProgress", "resolved", "closed"];
    private static readonly string[] Types = ["productDefect", "deliveryIssue", "billingError", "serviceComplaint"];

    private readonly List<string> _customers = [];
    private readonly List<string> _agents = [];
    private readonly List<string> _words = [];
    private readonly List<string> _cursors = [];
    private readonly int _limit;

    private ClaimQuestions(int limit) => _limit = limit;

    public static async Task<ClaimQuestions> Learn(ApiClient api, int limit, CancellationToken cancellation)
    {
        var questions = new ClaimQuestions(limit);
        for (var (page, cursor) = (0, ""); page < PagesLearnt && cursor is not null; page++)
        {
            cancellation.ThrowIfCancellationRequested();
            var reply = await api.Get($"/api/v1/claims?limit={PageMax}&cursor={cursor}");
            if (!reply.IsSuccess)
                throw new SystemNotUsableException($"GET /claims was answered {reply}");
            using var json = JsonDocument.Parse(reply.Body);
            foreach (var claim in json.RootElement.GetProperty("items").EnumerateArray())
                questions.Note(claim);
            if ((cursor = json.RootElement.GetProperty("nextCursor").GetString()) is not null)
                questions._cursors.Add(cursor);
        }
        return questions._words.Count > 0 && questions._agents.Count > 0
            ? questions
            : throw new SystemNotUsableException("There are no claims to ask for; Load models adds some.");
    }

    /// <returns>Its kind, and the path with the query.</returns>
    public (string Kind, string Path) Ask(ref Dice dice) => dice.Below(20) switch
    {
        0 or 1 => ("newest", List("")),
        2 => ("a later page", List($"cursor={One(_cursors, ref dice)}&")),
        3 or 4 => ("by status", List($"status={One(Statuses, ref dice)}&")),
        5 => ("by type", List($"type={One(Types, ref dice)}&")),
        6 or 7 => ("by customer", List($"customerId={One(_customers, ref dice)}&")),
        8 => ("by agent", List($"agentId={One(_agents, ref dice)}&")),
        9 => ("by agent and status", List($"agentId={One(_agents, ref dice)}&status={One(Statuses, ref dice)}&")),
        10 or 11 => ("search, a word", List($"q={Word(ref dice)}&")),
        12 => ("search, a beginning", List($"q={Uri.EscapeDataString(One(_words, ref dice)[..3])}&")),
        13 or 14 => ("search, two words", List($"q={Word(ref dice)}+{Word(ref dice)}&")),
        15 => ("search, a word and status", List($"q={Word(ref dice)}&status={One(Statuses, ref dice)}&")),
        16 => ("search, a customer", List($"q={One(_customers, ref dice)}&")),
        17 => ("counted by type", "/api/v1/claims/stats?by=type"),
        18 => ("counted by customer", $"/api/v1/claims/stats?by=customer&limit={_limit}"),
        _ => ("counted by agent", $"/api/v1/claims/stats?by=agent&limit={_limit}"),
    };

    private string List(string filter) => $"/api/v1/claims?{filter}limit={_limit}";

    private string Word(ref Dice dice) => Uri.EscapeDataString(One(_words, ref dice));

    private static string One(IReadOnlyList<string> among, ref Dice dice) =>
        among.Count == 0 ? "" : among[dice.Below(among.Count)];

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
