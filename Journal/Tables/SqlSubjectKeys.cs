namespace PosSaga.Journal;

/// <param name="Wrapped">The encrypted key; null if the subject was erased.</param>
internal sealed record SubjectKeyRow(string Subject, byte[]? Wrapped);

/// <summary>Table of the encrypted keys of personal data.</summary>
internal interface ISubjectKeyTable
{
    Task<SubjectKeyRow?> Load(string subject, CancellationToken cancellation);

    /// <summary>Leaves out subjects without a row.</summary>
    Task<IReadOnlyList<SubjectKeyRow>> Load(IReadOnlyList<string> subjects, CancellationToken cancellation);

    Task<IReadOnlyList<string>> Erased(CancellationToken cancellation);

    /// <summary>Does nothing if the subject has a row: a key, or the mark that it was erased.</summary>
    Task Create(string subject, byte[] wrapped, CancellationToken cancellation);

    Task Erase(string subject, CancellationToken cancellation);
}

internal sealed class SqlSubjectKeys(ISqlExecutor sql) : ISubjectKeyTable
{
    private readonly string _table = sql.Schema + "subject_keys";

    public Task<SubjectKeyRow?> Load(string subject, CancellationToken cancellation) =>
        sql.QueryFirst($"select wrapped from {_table} where subject = $1",
            r => new SubjectKeyRow(subject, r.IsDBNull(0) ? null : r.GetFieldValue<byte[]>(0)), cancellation, subject);

    public async Task<IReadOnlyList<SubjectKeyRow>> Load(IReadOnlyList<string> subjects, CancellationToken cancellation)
    {
        var (condition, value) = sql.AnyOf("subject", "$1", subjects);
        return await sql.Query($"select subject, wrapped from {_table} where {condition}",
            r => new SubjectKeyRow(r.GetString(0), r.IsDBNull(1) ? null : r.GetFieldValue<byte[]>(1)), cancellation,
            value).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<string>> Erased(CancellationToken cancellation) => await sql.Query(
        $"select subject from {_table} where erased_micros is not null", r => r.GetString(0), cancellation)
        .ConfigureAwait(false);

    public Task Create(string subject, byte[] wrapped, CancellationToken cancellation) => sql.Execute($"""
        insert into {_table} (subject, wrapped, created_micros) values ($1, $2, {sql.Now})
        on conflict (subject) do nothing
        """, idempotent: true, cancellation, subject, wrapped);

    public Task Erase(string subject, CancellationToken cancellation) =>
        sql.Execute(sql.EraseSubject, idempotent: true, cancellation, subject);
}
