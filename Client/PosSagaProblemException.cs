using System.Text.Json;

namespace PosSaga.Client;

/// <summary>The server refused, or could not: an RFC 9457 problem, as far as the answer was one.</summary>
public class PosSagaProblemException : Exception
{
    private const string TypePrefix = "https://possaga.dev/problems/";
    private static readonly JsonSerializerOptions Json = PosSagaClient.Tolerate(new());
    private static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> None =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>Of an answer; called by the generated client.</summary>
    public PosSagaProblemException(
        string message, int statusCode, string? response, IReadOnlyDictionary<string, IEnumerable<string>> headers,
        Exception? innerException)
        : this(message, statusCode, response, headers, innerException, Read(response))
    {
    }

    private PosSagaProblemException(
        string message, int status, string? response, IReadOnlyDictionary<string, IEnumerable<string>> headers,
        Exception? inner, ProblemBody? problem)
        : base(problem is null ? $"{status}: {message}" : Text(problem), inner)
    {
        (Status, Response, Headers, Problem) = (status, response, headers, problem);
        Errors = problem?.Errors is not { } errors ? None : errors.ToDictionary(
            error => error.Key, error => (IReadOnlyList<string>)[.. error.Value], StringComparer.Ordinal);
    }

    /// <summary>Of HTTP.</summary>
    public int Status { get; }

    /// <summary>End of the problem's type, such as <c>out-of-stock</c>; null where the answer was no
    /// problem.</summary>
    public string? Slug => Problem?.Type.StartsWith(TypePrefix, StringComparison.Ordinal) == true
        ? Problem.Type[TypePrefix.Length..]
        : null;

    /// <summary>Stable name of the business refusal, such as <c>saga-already-final</c>.</summary>
    public string? Code => Problem?.Code;

    /// <summary>For people.</summary>
    public string? Detail => Problem?.Detail;

    /// <summary>Per field, of 400.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors { get; }

    /// <summary>Of an order that failed.</summary>
    public string? OrderId => Problem?.OrderId;

    /// <summary>Why the order failed, such as <c>gateway-unavailable</c>.</summary>
    public string? Reason => Problem?.Reason;

    /// <summary>False while something of a failed order is still being undone; no order follows.</summary>
    public bool? Settled => Problem?.Settled;

    /// <summary>Under which operators find the request.</summary>
    public string? TraceId => Problem?.TraceId;

    /// <summary>The problem as it came.</summary>
    public ProblemBody? Problem { get; }

    /// <summary>The answer's text as it came.</summary>
    public string? Response { get; }

    /// <summary>The answer's headers.</summary>
    public IReadOnlyDictionary<string, IEnumerable<string>> Headers { get; }

    // What stands before the server answers in pages of its own; those are no problem documents.
    private static ProblemBody? Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || text[0] != '{')
            return null;
        try
        {
            return JsonSerializer.Deserialize<ProblemBody>(text, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(ProblemBody problem)
    {
        var said = problem.Detail is { Length: > 0 } detail ? detail : problem.Title;
        var name = problem.Code ?? problem.Reason;
        var errors = string.Concat((problem.Errors ?? new Dictionary<string, IReadOnlyList<string>>())
            .Select(error => $"; {error.Key} {string.Join(", ", error.Value)}"));
        return $"{problem.Status}{(name is null ? "" : $" {name}")}: {said}{errors}";
    }
}

/// <summary>The same, of an answer that the document describes.</summary>
/// <typeparam name="TResult">What the answer was read as.</typeparam>
public sealed class PosSagaProblemException<TResult>(
    string message, int statusCode, string? response, IReadOnlyDictionary<string, IEnumerable<string>> headers,
    TResult result, Exception? innerException)
    : PosSagaProblemException(message, statusCode, response, headers, innerException)
{
    /// <summary>The answer.</summary>
    public TResult Result { get; } = result;
}
