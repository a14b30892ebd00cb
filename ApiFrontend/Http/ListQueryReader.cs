using System.Globalization;
using System.Reflection;
using PosSaga.ReadModels;

namespace PosSaga.Api;

/// <summary>The query string of a list, read strictly. Every method takes note of what is wrong; <see cref="Page"/>
/// or <see cref="Throw"/>, called last, refuses.</summary>
internal sealed class ListQueryReader : IBindableFromHttpContext<ListQueryReader>
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;
    public const int MaxTextLength = 200;

    private readonly ValidationErrors _faults = new();
    private readonly IQueryCollection _values;

    private readonly HttpContext _http;

    private ListQueryReader(HttpContext http) => (_http, _values) = (http, http.Request.Query);

    public static ValueTask<ListQueryReader?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        new(new ListQueryReader(context));

    public string? Id(string name)
    {
        var value = One(name);
        _faults.Id(name, value);
        return value;
    }

    public string? Text(string name, int maxLength = MaxTextLength)
    {
        var value = One(name);
        _faults.Text(name, value, maxLength);
        return value;
    }

    public T? Choice<T>(string name) where T : struct, Enum
    {
        if (One(name) is not { } text)
            return null;
        if (WireName.TryParse<T>(text, out var value))
            return value;
        _faults.Add(name, "must be one of " + string.Join(", ", WireName.All<T>()));
        return null;
    }

    /// <summary>One that has to be given.</summary>
    public T Needed<T>(string name) where T : struct, Enum
    {
        if (!_values.ContainsKey(name))
            _faults.Add(name, "is missing; one of " + string.Join(", ", WireName.All<T>()));
        return Choice<T>(name).GetValueOrDefault();
    }

    public bool Flag(string name)
    {
        switch (One(name))
        {
            case null or "false":
                return false;
            case "true":
                return true;
            default:
                _faults.Add(name, "must be true or false");
                return false;
        }
    }

    /// <summary>RFC 3339, with a zone; a bare date is the start of its day where the stores are.</summary>
    public DateTimeOffset? Instant(string name)
    {
        if (One(name) is not { } text)
            return null;
        // In a query a plus sign stands for a space, and few remember to escape the one before a zone.
        if (Instants.TryParse(text.Replace(' ', '+'), out var instant))
            return instant;
        _faults.Add(name, "must be an RFC 3339 timestamp such as 2026-01-31T12:00:00Z");
        return null;
    }

    /// <summary>A number with its unit: 500ms, 30s, 10m, 2h, 1d.</summary>
    public TimeSpan? Duration(string name)
    {
        if (One(name) is not { } text)
            return null;
        if (Durations.TryParse(text, out var duration))
            return duration;
        _faults.Add(name, "must be a number with a unit, such as 30s, 10m, 2h");
        return null;
    }

    /// <param name="isOurs">Of a list whose cursors can be told from those of other lists.</param>
    public (Cursor? After, int Limit) Page(
        Func<Cursor, bool>? isOurs = null, int limitUsual = DefaultLimit, int limitMax = MaxLimit)
    {
        var limit = limitUsual;
        if (One("limit") is { } number
            && (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out limit)
                || limit < 1 || limit > limitMax))
            _faults.Add("limit", $"must be 1 to {limitMax}");
        if (!Cursors.TryUnbind(_http, One("cursor"), out var text) || !Cursor.TryParse(text, out var after)
            || (after is not null && isOurs?.Invoke(after) == false))
        {
            after = null;
            _faults.Add("cursor", "must be a nextCursor of this list, with the same filters");
        }
        Throw();
        return (after, limit);
    }

    /// <summary>Refuses what was wrong; of a query without pages.</summary>
    public void Throw() => _faults.Throw();

    private string? One(string name)
    {
        var values = _values[name];
        if (values.Count > 1)
            _faults.Add(name, "must be given once");
        return values.Count == 0 ? null : values[0];
    }
}
