namespace PosSaga.ReadModels.Storage.Postgres;

/// <summary>Which share of the texts has a word, of the most frequent words; what is not among them is rarer than all
/// of them.</summary>
internal sealed class WordFrequencies
{
    /// <summary>Words as often as each other are looked up together. One that is this many times as often as the rarest
    /// is dearer to look up than to look for in what the rarest found: an index reads every text that has a word, or,
    /// of a beginning, any of its words.</summary>
    private const double Dearer = 4;

    public static readonly WordFrequencies Unknown = new([], []);

    private readonly string[] _words;

    // What all words before this one add up to, so that a beginning is one subtraction.
    private readonly double[] _before;
    private readonly double _least;

    public WordFrequencies(string[] words, float[] shares)
    {
        // Statistics that are read while they change could differ in length.
        var known = words.Zip(shares).OrderBy(one => one.First, StringComparer.Ordinal).ToArray();
        _words = Array.ConvertAll(known, one => one.First);
        _before = new double[known.Length + 1];
        for (var i = 0; i < known.Length; i++)
            _before[i + 1] = _before[i] + known[i].Second;
        _least = known.Length == 0 ? 1 : known.Min(one => one.Second) / 2;
    }

    /// <param name="asked">Of <see cref="Projections.SearchWords.Asked"/>.</param>
    /// <returns>Those that the index should look up, at least one, and those to look for in what it found.</returns>
    public (string[] Rare, string[] Common) Split(string[] asked)
    {
        var shares = Array.ConvertAll(asked, ShareOf);
        var most = shares.Min() * Dearer;
        return (
            [.. asked.Where((_, i) => shares[i] <= most)],
            [.. asked.Where((_, i) => shares[i] > most)]);
    }

    /// <summary>As if one word did not care for another.</summary>
    public double ShareOfAll(string[] asked) => asked.Aggregate(1.0, (share, word) => share * ShareOf(word));

    public double ShareOf(string asked)
    {
        var isBeginning = asked[^1] == '*';
        var from = At(asked.TrimEnd('*'));
        // The last character there is ends every word that begins like this.
        var to = At(isBeginning ? asked.TrimEnd('*') + '\uffff' : asked + '\0');
        return Math.Clamp(_before[to] - _before[from], _least, 1);
    }

    private int At(string word)
    {
        var at = Array.BinarySearch(_words, word, StringComparer.Ordinal);
        return at < 0 ? ~at : at;
    }
}
