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
        response.ContentLength = bytes.Length;
        return response.Body.WriteAsync(bytes, httpContext.RequestAborted).AsTask();
    }
}

internal static class WireResult
{
    public static WireResult<T> Ok<T>(T value) => new(StatusCodes.Status200OK, value);

    public static WireResult<PageBody<TBody>> Page<T, TBody>(ReadModels.Page<T> page, Func<T, TBody> body)
    {
        var items = new TBody[page.Items.Count];
        for (var i = 0; i < items.Length; i++)
            items[i] = body(page.Items[i]);
        return Ok(new PageBody<TBody>(items, page.NextCursor));
    }

    /// <summary>A grain's answer: the body made of its value, or the problem of its refusal.</summary>
    public static IResult From<T, TBody>(Answer<T> answer, Func<T, TBody> body, Func<T, long> version) =>
        answer.Refusal is { } refusal
            ? refusal.ToProblem()
            : new WireResult<TBody>(StatusCodes.Status200OK, body(answer.Value!))
            {
                Position = answer.Position,
                Version = version(answer.Value!),
            };

    /// <summary>Of a GET by id: what nobody knows is 404, and so is what another tenant knows.</summary>
    public static IResult Found<T, TBody>(T? value, Func<T, TBody> body, Func<T, long> version) where T : class =>
        value is null
            ? NotFound
            : new WireResult<TBody>(StatusCodes.Status200OK, body(value)) { Version = version(value) };

    public static ProblemResult NotFound { get; } = new(ProblemKind.NotFound);
}

/// <summary>A part of a list; <paramref name="NextCursor"/> is null at its end.</summary>
internal sealed record PageBody<T>(IReadOnlyList<T> Items, string? NextCursor);
