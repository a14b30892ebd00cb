using System.Buffers;

namespace PosSaga.Api;

/// <summary>Collects what is wrong with a request, per field, so that a caller learns all of it at once.</summary>
internal sealed class ValidationErrors
{
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    private Dictionary<string, string[]>? _errors;

    /// <summary>Fields with a fault.</summary>
    public int Count => _errors?.Count ?? 0;

    public void Add(string field, string error)
    {
        _errors ??= new(StringComparer.Ordinal);
        _errors[field] = _errors.TryGetValue(field, out var there) ? [.. there, error] : [error];
    }

    public void Id(string field, string? value)
    {
        if (value is not null && !GrainKeys.IsId(value))
            Add(field, "must be 1 to 64 of A-Z a-z 0-9 - _ . and neither . nor ..");
    }

    public void Range(string field, long value, long min, long max)
    {
        if (value < min || value > max)
            Add(field, $"must be {min} to {max}");
    }

    /// <summary>Text for people: bounded, without control characters. (PostgreSQL cannot store U+0000, and a log that
    /// shows the others can be forged with them.)</summary>
    public void Text(string field, string? value, int maxLength, int minLength = 1)
    {
        if (value is null)
            return;
        if (value.Length > maxLength || value.AsSpan().Trim().Length < minLength)
            Add(field, $"must be {minLength} to {maxLength} characters");
        else if (value.AsSpan().ContainsAnyInRange('\u0000', '\u001f')
            || value.Contains('\u007f', StringComparison.Ordinal))
            Add(field, "must not hold control characters");
    }

    /// <summary>What somebody has to tell, on as many lines as it takes.</summary>
    public void Prose(string field, string? value)
    {
        const int MaxLength = 4_000;
        Text(
            field, value?.Replace("\r\n", "  ", StringComparison.Ordinal).Replace('\n', ' ').Replace('\t', ' '),
            MaxLength);
    }

    /// <summary>A price or total in CAD, the only currency there is.</summary>
    public void Money(string field, MoneyBody? value, long maxAmount = MoneyBody.MaxAmount)
    {
        if (value is null)
            return;
        Range(field + ".amount", value.Amount, 0, maxAmount);
        if (value.Currency != PosSaga.Money.Cad)
            Add(field + ".currency", "must be CAD");
    }

    /// <summary>A payment token. Digits of the length of a card number are refused: card data must not come
    /// here.</summary>
    public void PaymentToken(string field, string value)
    {
        if (value.Length is 0 or > 64 || value.AsSpan().ContainsAnyExcept(TokenCharacters))
            Add(field, "must be 1 to 64 of A-Z a-z 0-9 - _ .");
        else if (LooksLikeCard(value))
            Add(field, "must be a token; a card number is never taken");
    }

    public void Throw()
    {
        if (_errors is not null)
            throw ToFault();
    }

    public RequestFault ToFault() => new(new ProblemResult(ProblemKind.Validation) { Errors = _errors });

    private static bool LooksLikeCard(string value)
    {
        var digits = 0;
        foreach (var c in value)
        {
            if (char.IsAsciiDigit(c))
                digits++;
            else if (c is not ('-' or '.' or '_'))
                return false;
        }
        return digits is >= 12 and <= 19;
    }
}

/// <summary>A request body that can say what is wrong with its values; its shape is the parser's business.</summary>
internal interface IBody
{
    void Check(ValidationErrors faults)
    {
        // Without one, every value that the shape lets through is a good one.
    }
}
