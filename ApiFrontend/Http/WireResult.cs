using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PosSaga.Api;

/// <summary>A success with a JSON body, and the headers that go with it.</summary>
internal sealed class WireResult<T>(int status, T value) : IResult
{
    private static readonly JsonTypeInfo<T> TypeInfo = (JsonTypeInfo<T>)WireText.Json.GetTypeInfo(typeof(T))!;

    public string? Location { get; init; }

    /// <summary>Of what was written; 0 where nothing was.</summary>
    public long Position { get; init; }

    /// <summary>The entity's version; 0 for none.</summary>
    public long Version { get; init; }

    public bool Replayed { get; init; }

    /// <summary>Of the catalogue: the caller may keep it, and asks each time whether it still holds.</summary>
    public bool Revalidates { get; init; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var headers = response.Headers;
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        if (Location is not null)
            headers.Location = Location;
        if (Position > 0)
            headers[JournalPosition.Header] = JournalPosition.Write(Position);
        if (Version > 0)
            headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{Version}\"");
        if (Replayed)
            headers[Idempotency.ReplayedHeader] = "true";

        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, TypeInfo);
        if (Revalidates && Revalidation.IsUnchanged(httpContext, bytes))
            return Task.CompletedTask;
        response.ContentLength = bytes.Length;
        return response.Body.WriteAsync(bytes, httpContext.RequestAborted).AsTask();
    }
}

internal static class WireResult
{
    public static WireResult<T> Ok<T>(T value) => new(StatusCodes.Status200OK, value);

    public static PageResult<TBody> Page<T, TBody>(
        ReadModels.Page<T> page, Func<T, TBody> body, bool revalidates = false)
    {
        var items = new TBody[page.Items.Count];
        for (var i = 0; i < items.Length; i++)
            items[i] = body(page.Items[i]);
        return new(items, page.NextCursor, revalidates);
    }

    /// <summary>A grain's answer: the body made of its value, or the problem of its refusal.</summary>
    /// <param name="keyed">The command may bear a client's key: a repetition says that it is one.</param>
    public static IResult From<T, TBody>(
        CommandResult<T> answer, Func<T, TBody> body, Func<T, long> version, bool keyed = false) =>
        answer.Refusal is { } refusal
            ? refusal.ToProblem() with { Replayed = keyed && answer.Replayed }
            : new WireResult<TBody>(StatusCodes.Status200OK, body(answer.Value!))
            {
                Position = answer.Position,
                Version = version(answer.Value!),
                Replayed = keyed && answer.Replayed,
            };

    /// <summary>Of a GET by id: what nobody knows is 404, and so is what another tenant knows.</summary>
    public static IResult Found<T, TBody>(
        T? value, Func<T, TBody> body, Func<T, long> version, bool revalidates = false) where T : class =>
        value is null
            ? NotFound
            : new WireResult<TBody>(StatusCodes.Status200OK, body(value))
            {
                Version = version(value), Revalidates = revalidates,
            };

    public static ProblemResult NotFound { get; } = new(ProblemKind.NotFound);
}

/// <summary>A page, its cursor tied to the list that it was asked of.</summary>
internal sealed class PageResult<T>(T[] items, string? nextCursor, bool revalidates) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) =>
        new WireResult<PageBody<T>>(
            StatusCodes.Status200OK, new PageBody<T>(items, Cursors.Bind(httpContext, nextCursor)))
        {
            Revalidates = revalidates,
        }.ExecuteAsync(httpContext);
}

/// <summary>A part of a list; <paramref name="NextCursor"/> is null at its end.</summary>
internal sealed record PageBody<T>(IReadOnlyList<T> Items, string? NextCursor);
