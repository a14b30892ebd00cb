using System.Globalization;
using System.Text;

namespace PosSaga.ReadModels.Projections;

/// <summary>Text as words to search by, the same for what is stored and for what is asked: letters and digits only,
/// without case and accents, each word once. Both databases then only split at spaces, and find the same.</summary>
internal static class SearchWords
{
    // A person tells less; beyond, a text is somebody's attempt at the index.
    private const int WordsMax = 600;
    private const int LengthMax = 64;

    /// <summary>Words in the order of their first appearance, separated by spaces; empty when there is none.</summary>
    public static string Of(params ReadOnlySpan<string?> texts)
    {
        var (words, word) = (new StringBuilder(), new StringBuilder());
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            foreach (var rune in (text ?? "").EnumerateRunes())
            {
                if (Rune.IsLetterOrDigit(rune) || Folding.IsMark(rune)
                    || Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpacingCombiningMark)
                    Folding.Add(word, rune);
                else
                    End();
            }
            End();
        }
        return words.ToString();

        void End()
        {
            if (word.Length == 0)
                return;
            // A pair of surrogates stays whole.
            var splits = word.Length > LengthMax && char.IsHighSurrogate(word[LengthMax - 1]);
            var length = splits ? LengthMax - 1 : LengthMax;
            var ended = word.ToString(0, Math.Min(word.Length, length));
            word.Clear();
            if (seen.Count < WordsMax && seen.Add(ended))
                words.Append(words.Length == 0 ? "" : " ").Append(ended);
        }
    }

    /// <summary>Words to look for, a star behind each that may be the beginning of a longer one. Of what is typed
    /// together, like an id, that is the last: those before it were typed to their end, and what all ids begin with
    /// would be an entry to read for every claim. A single letter is a word.</summary>
    public static string Asked(string text) => string.Join(
        ' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).SelectMany(Together).Distinct());

    private static string[] Together(string typed)
    {
        var words = Of(typed).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is [.., { Length: > 1 } last])
            words[^1] = last + "*";
        return words;
    }
}
