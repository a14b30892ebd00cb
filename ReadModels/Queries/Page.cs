using System.Buffers.Text;
using System.Text;

namespace PosSaga.ReadModels;

/// <summary>A part of a list.</summary>
/// <param name="NextCursor">Opaque; null at the end of the list.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>Where a page ended: the sort key of its last item, so that inserts in between move nothing.</summary>
/// <param name="Key">Microseconds or a position, whatever the list is sorted by; 0 where the id alone sorts.</param>
public sealed record Cursor(long Key, string Id)
{
    private const int MaxLength = 256;

    /// <summary>False for anything that did not come from <see cref="ToString"/>; a null or empty text is the
    /// beginning.</summary>
    public static bool TryParse(string? text, out Cursor? cursor)
    {
        cursor = null;
        if (string.IsNullOrEmpty(text))
            return true;
        if (text.Length > MaxLength || !Base64Url.IsValid(text))
            return false;
        var plain = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
        var colon = plain.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !long.TryParse(plain.AsSpan(0, colon), out var key)
            || plain.Contains('\0', StringComparison.Ordinal))
            return false;
        cursor = new Cursor(key, plain[(colon + 1)..]);
        return true;
    }

    /// <summary>base64url: goes into a query string as it is.</summary>
    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"{Key}:{Id}")));
}
