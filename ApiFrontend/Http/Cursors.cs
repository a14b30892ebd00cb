using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace PosSaga.Api;

/// <summary>Ties a cursor to its list: the path with its values, and the filters. On another list its key would mean
/// something else and skip what nobody has seen.</summary>
internal static class Cursors
{
    private const int TagLength = 8;

    /// <summary>Null stays null: the end of the list.</summary>
    public static string? Bind(HttpContext http, string? cursor) => cursor is null ? null : TagOf(http) + cursor;

    /// <summary>False for a cursor of another list; null or empty is the beginning.</summary>
    public static bool TryUnbind(HttpContext http, string? given, out string? cursor)
    {
        cursor = null;
        if (string.IsNullOrEmpty(given))
            return true;
        if (given.Length <= TagLength || !given.StartsWith(TagOf(http), StringComparison.Ordinal))
            return false;
        cursor = given[TagLength..];
        return true;
    }

    private static string TagOf(HttpContext http)
    {
        var list = new StringBuilder(CanonicalPath.Of(http));
        foreach (var (name, values) in http.Request.Query.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (name is not ("limit" or "cursor"))
                list.Append('\n').Append(name).Append('=').AppendJoin('\n', values.ToArray());
        }
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(list.ToString()), hash);
        return Base64Url.EncodeToString(hash[..(TagLength * 3 / 4)]);
    }
}
