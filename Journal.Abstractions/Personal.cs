namespace PosSaga.Journal;

/// <summary>Untyped view of a <see cref="Personal{T}"/>.</summary>
public interface IPersonal
{
    /// <summary>Whose data it is: <c>{tenant}/customer/{id}</c>, or <c>{tenant}/order/{id}</c> where no customer is
    /// known.</summary>
    string Subject { get; }

    /// <summary>True once the subject was erased: the value cannot be read any more.</summary>
    bool IsErased { get; }
}

/// <summary>Personal data, stored encrypted under the key of its subject: erasing the subject destroys the key and
/// with it every copy of the value in the history.</summary>
public sealed record Personal<T>(string Subject, T? Value) : IPersonal
{
    public bool IsErased { get; init; }

    public static Personal<T> Erased(string subject) => new(subject, default) { IsErased = true };

    /// <summary>Never the value: personal data must not end up in a log.</summary>
    public override string ToString() => IsErased ? $"(erased, {Subject})" : $"(personal, {Subject})";
}
