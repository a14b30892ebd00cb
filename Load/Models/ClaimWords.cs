using System.Text;
using PosSaga.Load.Orders;

namespace PosSaga.Load.Models;

/// <summary>Words as people use them: the first few in nearly every text, most of them hardly ever.</summary>
internal sealed class ClaimWords
{
    private const int Count = 8_000;
    private const double Precision = 1_000_000;

    private static readonly string[] Syllables =
    [
        "la", "ve", "lo", "ca", "fé", "ti", "ro", "mai", "son", "bra", "ché", "nou", "per", "di", "lu", "gra", "mo",
        "ze", "ku", "pi",
    ];

    private readonly string[] _words = new string[Count];

    public ClaimWords()
    {
        for (var i = 0; i < Count; i++)
        {
            var word = new StringBuilder();
            for (var rest = i + Syllables.Length; rest > 0; rest /= Syllables.Length)
                word.Append(Syllables[rest % Syllables.Length]);
            _words[i] = word.ToString();
        }
    }

    public string Text(int count, ref Dice dice)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            // The cube: half of what is said is said in an eighth of the words.
            var at = dice.Below((int)Precision) / Precision;
            text.Append(i == 0 ? "" : " ").Append(_words[(int)(Count * at * at * at)]);
        }
        return text.Append('.').ToString();
    }
}
