using System.Text.Json;

namespace PosSaga.ReadModels;

/// <param name="Event">Stored name, <c>order-saga.started/1</c>.</param>
/// <param name="Data">The decoded event. Personal data stands in clear, or as <c>"erased"</c>.</param>
public sealed record TimelineEntry(
    long Position, string Stream, long Version, string Event, DateTimeOffset At, string Actor, JsonElement Data);

/// <param name="NextCursor">Where the next part begins; null at the end.</param>
public sealed record Timeline(string Correlation, IReadOnlyList<TimelineEntry> Entries, string? NextCursor);

/// <summary>Everything that follows from one business root, in the order of cause.</summary>
public interface ITimelineQueries
{
    /// <summary>No entries when the tenant knows no such correlation. Within a part no event stands before the one it
    /// follows from.</summary>
    Task<Timeline> Of(
        string tenant, string correlation, Cursor? after, int limit, CancellationToken cancellation = default);

    /// <summary>False for a cursor of another list.</summary>
    static bool IsOurs(Cursor cursor) => cursor is { Key: > 0, Id: "" };
}

/// <summary>One stream's events, oldest first.</summary>
public interface ILogQueries
{
    /// <param name="stream"><c>{kind}/{tenant}/{id}</c>; empty page for one that does not exist.</param>
    Task<Page<TimelineEntry>> Of(string stream, Cursor? after, int limit, CancellationToken cancellation = default);
}

public sealed record AuditEntry(
    long Position, string Stream, long Version, string Event, DateTimeOffset At, string Actor, string Correlation,
    string? RequestId, string? Causation);

/// <param name="Stream">Exactly: <c>{kind}/{tenant}/{id}</c>.</param>
/// <param name="Event">Stored name.</param>
/// <param name="From">At or after.</param>
/// <param name="To">Before.</param>
public sealed record AuditFilter(
    string? Stream = null, string? Actor = null, string? Event = null,
    DateTimeOffset? From = null, DateTimeOffset? To = null)
{
    /// <summary>What marks the cursors of one stream, whose key is a version; the others' is a position.</summary>
    private const string Versions = "v";

    /// <summary>False for a cursor of another list: of a stream's audit in the whole journal's, say.</summary>
    public bool IsOurs(Cursor cursor) => cursor.Key > 0 && cursor == CursorAt(cursor.Key);

    internal Cursor CursorAt(long key) => new(key, Stream is null ? "" : Versions);
}

/// <summary>Who did what when, newest first.</summary>
public interface IAuditQueries
{
    Task<Page<AuditEntry>> List(
        string tenant, AuditFilter filter, Cursor? after, int limit, CancellationToken cancellation = default);
}
