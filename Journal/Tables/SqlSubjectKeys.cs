namespace PosSaga.Journal;

/// <summary>A row of the key table; without <paramref name="Wrapped"/> the subject was erased.</summary>
internal sealed record SubjectKeyRow(string Subject, byte[]? Wrapped);

/// <summary>Where the wrapped keys of personal data are kept.</summary>
internal interface ISubjectKeyTable
{
    Task<SubjectKeyRow?> Load(string subject, CancellationToken cancellation);

    /// <summary>Those that there are.</summary>
    Task<IReadOnlyList<SubjectKeyRow>> Load(IReadOnlyList<string> subjects, CancellationToken cancellation);

    Task<IReadOnlyList<string>> Erased(CancellationToken cancellation);

    /// <summary>Keeps what is there, a key or a fence.</summary>
    Task Create(string subject, byte[] wrapped, CancellationToken cancellation);

    Task Erase(string subject, CancellationToken cancellation);
}

/// <param name="eraseSql">Takes turns with the appends, so that none with the subject's data commits after it.</param>
internal sealed class SqlSubjectKeys(ISqlTables tables, string eraseSql) : ISubjectKeyTable
{
    private readonly string _table = tables.Schema + "subject_keys";

    public async Task<SubjectKeyRow?> Load(string subject, CancellationToken cancellation)
    {
        var found = await tables.Query($"select wrapped from {_table} where subject = $1",
            r => new SubjectKeyRow(subject, r.IsDBNull(0) ? null : r.GetFieldValue<byte[]>(0)), cancellation, subject)
            .ConfigureAwait(false);
        return found.Count == 0 ? null : found[0];
    }

    public async Task<IReadOnlyList<SubjectKeyRow>> Load(IReadOnlyList<string> subjects, CancellationToken cancellation)
    {
        var (condition, value) = tables.OneOf("subject", "$1", subjects);
        return await tables.Query($"select subject, wrapped from {_table} where {condition}",
            r => new SubjectKeyRow(r.GetString(0), r.IsDBNull(1) ? null : r.GetFieldValue<byte[]>(1)), cancellation,
            value)
            .ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<string>> Erased(CancellationToken cancellation) => await tables.Query(
        $"select subject from {_table} where erased_micros is not null", r => r.GetString(0), cancellation)
        .ConfigureAwait(false);

    public Task Create(string subject, byte[] wrapped, CancellationToken cancellation) => tables.Execute($"""
        insert into {_table} (subject, wrapped, created_micros) values ($1, $2, {tables.Now})
        on conflict (subject) do nothing
        """, repeatable: true, cancellation, subject, wrapped);

    public Task Erase(string subject, CancellationToken cancellation) =>
        tables.Execute(eraseSql, repeatable: true, cancellation, subject);
}
