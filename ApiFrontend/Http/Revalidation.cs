using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace PosSaga.Api;

/// <summary>304 for what the caller has already (<c>If-None-Match</c>). What has a version bears it as its tag; a list
/// bears a hash of what it says.</summary>
internal static class Revalidation
{
    public const string Header = "If-None-Match";

    private const int TagBytes = 15;

    /// <summary>True when the answer is 304, without a body.</summary>
    public static bool IsUnchanged(HttpContext http, ReadOnlySpan<byte> body)
    {
        var headers = http.Response.Headers;
        // Kept by the caller alone, and never shown without asking: whose it is hangs on the key.
        headers.CacheControl = "private, no-cache";
        headers.Append(HeaderNames.Vary, "X-Api-Key, Authorization");
        if (headers.ETag.Count == 0)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(body, hash);
            headers.ETag = $"\"{Base64Url.EncodeToString(hash[..TagBytes])}\"";
        }

        if (!Matches(http.Request.Headers[Header], headers.ETag.ToString()))
            return false;
        http.Response.StatusCode = StatusCodes.Status304NotModified;
        headers.ContentType = default;
        return true;
    }

    private static bool Matches(Microsoft.Extensions.Primitives.StringValues given, string present) =>
        EntityTagHeaderValue.TryParseList(given.ToArray()!, out var tags)
        && tags.Any(tag => tag == EntityTagHeaderValue.Any
            || tag.Compare(EntityTagHeaderValue.Parse(present), useStrongComparison: false));
}
