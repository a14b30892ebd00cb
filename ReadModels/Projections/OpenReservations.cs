using System.Globalization;
using System.Text;

namespace PosSaga.ReadModels.Projections;

/// <summary>Which reservations of one stock row are open since when, as text in the row: a table of them would cost two
/// writes per order line to tell the watchdog about the rare one that was forgotten.</summary>
internal sealed class OpenReservations
{
    // A row that is busier than this remembers its oldest ones and since when it lost count of the rest: the watchdog
    // may then ask the stock's grain in vain, which is harmless.
    private const int KeptMax = 64;
    private const string Uncounted = "*";

    private readonly List<(string Id, long At)> _open = [];

    public static OpenReservations Parse(string text)
    {
        var open = new OpenReservations();
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.LastIndexOf('@');
            open._open.Add((part[..at], long.Parse(part.AsSpan(at + 1), CultureInfo.InvariantCulture)));
        }
        return open;
    }

    public void Open(string id, long at)
    {
        if (_open.Count < KeptMax)
            _open.Add((id, at));
        else if (_open[^1].Id != Uncounted)
            _open.Add((Uncounted, at));
    }

    public void Close(string id) => _open.RemoveAll(open => open.Id == id);

    /// <summary>Nothing is reserved any more, so nothing uncounted is either.</summary>
    public void CloseAll() => _open.Clear();

    /// <summary>0 when none is open.</summary>
    public long Oldest => _open.Count == 0 ? 0 : _open.Min(open => open.At);

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (id, at) in _open)
            text.Append(id).Append('@').Append(at.ToString(CultureInfo.InvariantCulture)).Append(' ');
        return text.ToString();
    }
}
