using System.Text;

namespace PosSaga.ReadModels.Projections;

/// <summary>Letters as people search them, in lower case and without accents: "velo" finds "Vélo". By a table, because .NET
/// does not decompose letters without culture data, which this program runs without.</summary>
internal static class Accents
{
    private const int First = 0xE0;

    // Of U+00E0 to U+017F, the letters of Latin-1 and Latin Extended-A; a dot where nothing is left out.
    private const string Plain =
        "aaaaaa.ceeeeiiii.nooooo.ouuuuy.y.a.a.a.c.c.c.c.d.d.e.e.e.e.e.g.g"
        + ".g.g.h.h.i.i.i.i.i...j.k..l.l.l...l.n.n.n....o.o.o...r.r.r.s.s.s"
        + ".s.t.t.t.u.u.u.u.u.u.w.y..z.z.zs";

    /// <summary>Adds the letter, as one or two letters; nothing for an accent that stands by itself.</summary>
    public static void Add(StringBuilder text, Rune rune)
    {
        var lower = Rune.ToLowerInvariant(rune);
        switch (lower.Value)
        {
            case 'æ':
                text.Append("ae");
                break;
            case 'œ':
                text.Append("oe");
                break;
            case 'ß':
                text.Append("ss");
                break;
            case >= First and < 0x180 when Plain[lower.Value - First] is not '.' and var plain:
                text.Append(plain);
                break;
            default:
                if (Rune.GetUnicodeCategory(lower) != System.Globalization.UnicodeCategory.NonSpacingMark)
                    text.Append(lower.ToString());
                break;
        }
    }
}
