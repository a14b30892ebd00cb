namespace PosSaga.Load.Http;

/// <summary>An answer of the system, or none: <see cref="Status"/> 0, with what went wrong in <see cref="Error"/>.
/// Without an answer the outcome is unknown.</summary>
internal readonly record struct Reply(
    int Status, byte[] Body, TimeSpan? RetryAfter = null, bool Replayed = false, string? Error = null)
{
    /// <summary>Nobody listens: the request was not even sent.</summary>
    public const string Refused = "connection refused";

    /// <summary>Sent, and the connection broke before the answer.</summary>
    public const string CutOff = "cut off";

    public const string TimedOut = "timed out";

    public static Reply None(string error) => new(0, [], Error: error);

    public bool IsAnswer => Status != 0;

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>A string property of an object within the answer.</summary>
    public string? Text(string outer, string property) => JsonScan.Text(Body, outer, property);

    public string? Text(string property) => JsonScan.Text(Body, property);

    public long? Number(string property) => JsonScan.Number(Body, property);

    public override string ToString() => Status == 0
        ? $"no answer ({Error})"
        : $"{Status} {System.Text.Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 500)))}";
}
