using Npgsql;

namespace PosSaga.Journal;

/// <summary>Where the journal lives, so that the read models can live beside it: in the schema <c>read</c> of the same
/// PostgreSQL database, or in a second file of the same directory.</summary>
/// <param name="DataSource">PostgreSQL only: for everybody but the journal, which keeps its own connections.</param>
/// <param name="DataDirectory">SQLite only; exists and is locked for this process once the schema was migrated.</param>
public sealed record JournalDatabase(
    JournalKind Kind, string ConnectionString, NpgsqlDataSource? DataSource, string? DataDirectory);

/// <summary>Brings the journal's tables up to date and takes possession of its files; awaited at start before
/// anything else.</summary>
public interface IJournalSchema
{
    /// <exception cref="JournalConfigurationException">The journal exists with another number of partitions, or
    /// another process holds its files.</exception>
    Task Migrate(CancellationToken cancellation = default);
}
