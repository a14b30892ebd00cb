using Npgsql;

namespace PosSaga.Journal;

internal sealed partial class PostgresStore
{
    // Verdicts of journal.append.
    private const int AppendedEarlier = 1;
    private const int KeyAnswered = 2;
    private const int Conflict = 3;

    // SQLSTATE that journal.append_all raises if any append of the batch does not fit.
    private const string DoesNotFit = "PS001";

    private Writer? _writer;

    /// <summary>Backend that writes for this process; its notifications can be ignored.</summary>
    public int WriterPid => _writer?.Pid ?? 0;

    /// <summary>Must not be called concurrently.</summary>
    public async Task<AppendVerdict[]> Commit(IReadOnlyList<PendingAppend> batch, CancellationToken cancellation)
    {
        try
        {
            var writer = _writer ??= await Writer.Open(_journal, cancellation).ConfigureAwait(false);
            try
            {
                return await AppendAll(writer, batch, cancellation).ConfigureAwait(false);
            }
            catch (PostgresException error) when (error.SqlState == DoesNotFit)
            {
                return await AppendEach(writer, batch, cancellation).ConfigureAwait(false);
            }
        }
        catch
        {
            // The connection's state is unknown after an error, so the next attempt opens a new one.
            var broken = _writer;
            _writer = null;
            if (broken is not null)
                await broken.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<AppendVerdict[]> AppendAll(
        Writer writer, IReadOnlyList<PendingAppend> batch, CancellationToken cancellation)
    {
        writer.AllParameters.Fill(batch);
        var verdicts = new AppendVerdict[batch.Count];
        var position = await writer.AppendAll.ExecuteScalarAsync(cancellation).ConfigureAwait(false);
        AssignPositions(batch, verdicts, (long)position!);
        return verdicts;
    }

    private static async Task<AppendVerdict[]> AppendEach(
        Writer writer, IReadOnlyList<PendingAppend> batch, CancellationToken cancellation)
    {
        writer.EachParameters.Fill(batch);
        var verdicts = new AppendVerdict[batch.Count];
        await using var reader = await writer.AppendEach.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            var append = reader.GetInt32(0);
            if (append == 0)
                AssignPositions(batch, verdicts, reader.GetInt64(2));
            else
                verdicts[append - 1] = Refused(batch[append - 1], reader);
        }
        return verdicts;
    }

    private static void AssignPositions(IReadOnlyList<PendingAppend> batch, AppendVerdict[] verdicts, long position)
    {
        for (var i = 0; i < verdicts.Length; i++)
        {
            if (verdicts[i].Result is not null || verdicts[i].Error is not null)
                continue;
            var first = position + 1;
            position += batch[i].Hashes.Length;
            verdicts[i] = new(new AppendResult.Appended(batch[i].NewHead, position), first);
        }
    }

    private static AppendVerdict Refused(PendingAppend append, NpgsqlDataReader row) => row.GetInt32(1) switch
    {
        AppendedEarlier => new(new AppendResult.Appended(append.NewHead, row.GetInt64(2))),
        KeyAnswered => new(new AppendResult.KeyAnswered(row.GetInt64(2), row.GetInt64(3), row.GetString(5))),
        Conflict => new(new AppendResult.Conflict(HeadOf(row.GetInt64(3), row.GetFieldValue<byte[]>(4)))),
        _ => new(null, Error: new SubjectErasedException(string.Join(", ", append.Subjects))),
    };

    private static StreamHead HeadOf(long version, byte[] hash) => version == 0 ? StreamHead.Empty : new(version, hash);

    /// <summary>The connection that appends, with its prepared statements.</summary>
    private sealed class Writer(NpgsqlConnection connection, ParameterColumns all, ParameterColumns each)
        : IAsyncDisposable
    {
        public AppendAllParameters AllParameters { get; } = new(all);

        public AppendEachParameters EachParameters { get; } = new(each);

        public NpgsqlCommand AppendAll { get; } = new(AppendAllParameters.Sql, connection);

        public NpgsqlCommand AppendEach { get; } = new(AppendEachParameters.Sql, connection);

        public int Pid { get; } = connection.ProcessID;

        public static async Task<Writer> Open(NpgsqlDataSource journal, CancellationToken cancellation)
        {
            var connection = await journal.OpenConnectionAsync(cancellation).ConfigureAwait(false);
            var writer = new Writer(connection, new(), new());
            try
            {
                await writer.Prepare(cancellation).ConfigureAwait(false);
                return writer;
            }
            catch
            {
                await writer.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }

        public async ValueTask DisposeAsync()
        {
            await AppendAll.DisposeAsync().ConfigureAwait(false);
            await AppendEach.DisposeAsync().ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        private async Task Prepare(CancellationToken cancellation)
        {
            all.AddTo(AppendAll.Parameters);
            each.AddTo(AppendEach.Parameters);
            await AppendAll.PrepareAsync(cancellation).ConfigureAwait(false);
            await AppendEach.PrepareAsync(cancellation).ConfigureAwait(false);
        }
    }
}
