using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace PosSaga.ReadModels.Projections;

/// <summary>Letters as people search them, in every script: decomposed for compatibility (NFKD), marks dropped, case
/// folded in full, so that "pho bo" finds "Phở bò" and ΚΑΦΈΣ finds "καφές", however either was typed. By a table of the
/// Unicode character database, because .NET decomposes nothing without culture data, which this program runs
/// without.</summary>
/// <remarks>Another table is another index: whoever changes it raises the schema version of the models that keep
/// folded text.</remarks>
internal static class Folding
{
    private const string Resource = "folding.txt";

    // Hangul syllables are composed by arithmetic (Unicode, 3.12), and are not in the table.
    private const int FirstSyllable = 0xAC00;
    private const int Syllables = 11_172;
    private const int Vowels = 21;
    private const int Tails = 28;

    private static readonly FrozenDictionary<int, string> Table = Read();

    /// <summary>Adds the letter, as one or several; nothing for a mark.</summary>
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

    /// <summary>It belongs to the letter before it.</summary>
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
