using System.Buffers.Binary;
using System.Buffers.Text;
using PosSaga.ReadModels;

namespace PosSaga.Api;

/// <summary>Read your own writes: a write tells the position it reached, a list waits for its read model to be
/// there.</summary>
internal static class JournalPosition
{
    public const string Header = "X-Journal-Position";
    public const string ConditionHeader = "If-Journal-Position";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Opaque, so that nobody counts another tenant's events with it by habit.</summary>
    public static string Write(long position)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, position);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryRead(string? text, out long position)
    {
        position = 0;
        Span<byte> bytes = stackalloc byte[8];
        if (text is not { Length: 11 } || !Base64Url.IsValid(text)
            || !Base64Url.TryDecodeFromChars(text, bytes, out var written)
            || written != bytes.Length)
            return false;
        position = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return position > 0;
    }

    /// <summary>Waits, at most two seconds, until the model holds what the caller has seen; 412 otherwise.</summary>
    public static async ValueTask WaitFor(HttpContext http, string model)
    {
        var given = http.Request.Headers[ConditionHeader];
        if (given.Count == 0)
            return;
        if (given.Count > 1 || !TryRead(given[0], out var position))
            throw RequestFault.Field(ConditionHeader, $"must be a value of {Header}");
        var freshness = http.RequestServices.GetRequiredService<ReadModelFreshness>();
        if (!await freshness.WaitUntil(position, Patience, model, http.RequestAborted))
            throw new RequestFault(new ProblemResult(
                ProblemKind.PreconditionFailed, "The list does not show that position yet; try again."));
    }
}
