using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace PosSaga.ReadModels;

/// <summary>Splits text into folded words of letters and digits, for stored text and for queries alike. Both databases
/// then only split at spaces, and find the same.</summary>
internal static class SearchWords
{
    // Real claims have fewer words; the limits keep one text from filling the index.
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
            // Do not cut a surrogate pair in two.
            var splits = word.Length > LengthMax && char.IsHighSurrogate(word[LengthMax - 1]);
            var length = splits ? LengthMax - 1 : LengthMax;
            var ended = word.ToString(0, Math.Min(word.Length, length));
            word.Clear();
            if (seen.Count < WordsMax && seen.Add(ended))
                words.Append(words.Length == 0 ? "" : " ").Append(ended);
        }
    }

    /// <summary>The words of a query, with a star behind each that may be the beginning of a longer word. In a token of
    /// several words, such as an id, only the last may: a prefix that all ids share would match every claim. A single
    /// letter is always a whole word.</summary>
    public static string Asked(string text) => string.Join(
        ' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).SelectMany(WordsOfToken).Distinct());

    private static string[] WordsOfToken(string typed)
    {
        var words = Of(typed).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is [.., { Length: > 1 } last])
            words[^1] = last + "*";
        return words;
    }
}

/// <summary>Text without case and accents, for search by substring. Folded here, because the two databases would fold
/// differently.</summary>
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

/// <summary>Folds letters of every script for search: decomposed for compatibility (NFKD), without marks, with full
/// case folding, so that "pho bo" finds "Phở bò" and ΚΑΦΈΣ finds "καφές". By a table made from the Unicode character
/// database, because string.Normalize changes nothing with InvariantGlobalization on, not in .NET 10 either.</summary>
/// <remarks>Folded text is stored: a change of the table needs a new schema version of the models that have
/// it.</remarks>
internal static class Folding
{
    private const string Resource = "folding.txt";

    // Hangul syllables are decomposed by arithmetic (Unicode, 3.12), and are not in the table.
    private const int FirstSyllable = 0xAC00;
    private const int Syllables = 11_172;
    private const int Vowels = 21;
    private const int Tails = 28;

    private static readonly FrozenDictionary<int, string> Table = Read();

    /// <summary>Appends the folded letter, which may be several letters, or none for a mark.</summary>
    public static void Add(StringBuilder text, Rune rune)
    {
        if (rune.IsAscii)
            text.Append((char)Rune.ToLowerInvariant(rune).Value);
        else if (Table.TryGetValue(rune.Value, out var folded))
            text.Append(folded);
        else if ((uint)(rune.Value - FirstSyllable) < Syllables)
            AddSyllable(text, rune.Value - FirstSyllable);
        else if (!IsMark(rune))
            text.Append(Rune.ToLowerInvariant(rune).ToString());
    }

    /// <summary>True for a mark on the letter before it.</summary>
    public static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static void AddSyllable(StringBuilder text, int syllable)
    {
        text.Append((char)(0x1100 + (syllable / (Vowels * Tails))))
            .Append((char)(0x1161 + (syllable / Tails % Vowels)));
        if (syllable % Tails is var tail and not 0)
            text.Append((char)(0x11A7 + tail));
    }

    // A line is a code point and what it becomes, in hexadecimal.
    private static FrozenDictionary<int, string> Read()
    {
        using var stream = typeof(Folding).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not in the assembly.");
        using var lines = new StreamReader(stream, Encoding.ASCII);
        var table = new Dictionary<int, string>();
        while (lines.ReadLine() is { } line)
        {
            var points = line.Split(' ');
            table.Add(
                CodePoint(points[0]),
                string.Concat(points.Skip(1).Select(point => char.ConvertFromUtf32(CodePoint(point)))));
        }
        return table.ToFrozenDictionary();
    }

    private static int CodePoint(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
