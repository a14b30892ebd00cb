using System.Text;

namespace PosSaga.ReadModels.Projections;

/// <summary>Text as people search it, without case and accents. Done here, because the two databases fold neither in
/// the same way.</summary>
internal static class SearchTexts
{
    public static string Of(params ReadOnlySpan<string> texts)
    {
        var folded = new StringBuilder();
        foreach (var text in texts)
        {
            foreach (var rune in text.EnumerateRunes())
                Folding.Add(folded, rune);
            folded.Append(' ');
        }
        return folded.ToString().TrimEnd();
    }
}
