using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace PosSaga.Api;

/// <summary>How answers are written: letters of every language stand as they are (<c>Café</c>), while what could end a
/// script or a tag is still escaped.</summary>
internal static class WireText
{
    public static WireJson Json { get; } = new(new JsonSerializerOptions(WireJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        TypeInfoResolver = null,
    });
}
