namespace PosSaga.Journal;

/// <summary>One attempt to encode or decode, on one thread.</summary>
internal sealed class PersonalSession(SubjectKeyRing ring) : IDisposable
{
    [ThreadStatic]
    private static PersonalSession? _current;
    private List<string>? _missing;
    private string? _erased;

    public static PersonalSession Current => _current
        ?? throw new InvalidOperationException("Personal data is only encoded and decoded by the event codec.");

    public SubjectKeyRing Ring { get; } = ring;

    public bool HasMissing => _missing is not null;

    public SubjectKey? Key(string subject)
    {
        var key = Ring.Known(subject);
        if (key is null && _missing?.Contains(subject) != true)
            (_missing ??= []).Add(subject);
        return key;
    }

    public bool IsErased(string subject) => Ring.Known(subject) is { IsErased: true };

    public void SawErased(string subject) => _erased ??= subject;

    public void RefuseErased()
    {
        if (_erased is not null)
            throw new SubjectErasedException(_erased);
    }

    public PersonalSession Enter()
    {
        _missing = null;
        _erased = null;
        _current = this;
        return this;
    }

    /// <summary>Leaves the thread; the session may enter again.</summary>
    public void Dispose() => _current = null;

    public Task LoadMissing(bool create, CancellationToken cancellation) =>
        Ring.Load(_missing ?? [], create, cancellation);
}
