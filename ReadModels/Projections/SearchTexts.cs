using System.Globalization;
using System.Text;

namespace PosSaga.ReadModels.Projections;

/// <summary>Text as people search it: without case and accents, so that "velo" finds "Vélo". Done here, because the two
/// databases fold neither in the same way.</summary>
internal static class SearchTexts
{
    public static string Of(params ReadOnlySpan<string> texts)
    {
        var folded = new StringBuilder();
        foreach (var text in texts)
        {
            foreach (var rune in text.Normalize(NormalizationForm.FormD).EnumerateRunes())
                if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
                    folded.Append(Rune.ToLowerInvariant(rune).ToString());
            folded.Append(' ');
        }
        return folded.ToString().TrimEnd();
    }
}
