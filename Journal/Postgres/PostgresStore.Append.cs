using Npgsql;

namespace PosSaga.Journal;

internal sealed partial class PostgresStore
{
    private const int Mine = 1;
    private const int KeyAnswered = 2;
    private const int Conflict = 3;

    // Raised by journal.append_all when something of the batch does not fit.
    private const string DoesNotFit = "PS001";

    private Writer? _writer;

    /// <summary>Backend that writes for this process: its own notifications tell us nothing new.</summary>
    public int WriterPid => _writer?.Pid ?? 0;

    /// <summary>Called by one writer at a time.</summary>
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
                return await AppendWhatFits(writer, batch, cancellation).ConfigureAwait(false);
            }
        }
        catch
        {
            // After any error the connection's state is a guess; the next attempt starts on a new one.
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
        writer.All.Fill(batch);
        var verdicts = new AppendVerdict[batch.Count];
        Place(batch, verdicts, (long)(await writer.AppendAll.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!);
        return verdicts;
    }

    private static async Task<AppendVerdict[]> AppendWhatFits(
        Writer writer, IReadOnlyList<PendingAppend> batch, CancellationToken cancellation)
    {
        writer.Sorted.Fill(batch);
        var verdicts = new AppendVerdict[batch.Count];
        await using var reader = await writer.Append.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            var append = reader.GetInt32(0);
            if (append == 0)
                Place(batch, verdicts, reader.GetInt64(2));
            else
                verdicts[append - 1] = Refused(batch[append - 1], reader);
        }
        return verdicts;
    }

    private static void Place(IReadOnlyList<PendingAppend> batch, AppendVerdict[] verdicts, long position)
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
        Mine => new(new AppendResult.Appended(append.NewHead, row.GetInt64(2))),
        KeyAnswered => new(new AppendResult.KeyAnswered(row.GetInt64(2), row.GetInt64(3), row.GetString(5))),
        Conflict => new(new AppendResult.Conflict(HeadOf(row.GetInt64(3), row.GetFieldValue<byte[]>(4)))),
        _ => new(null, Error: new SubjectErasedException(string.Join(", ", append.Subjects))),
    };

    private static StreamHead HeadOf(long version, byte[] hash) => version == 0 ? StreamHead.Empty : new(version, hash);

    /// <summary>The one connection that appends, with its statements prepared.</summary>
    private sealed class Writer(NpgsqlConnection connection) : IAsyncDisposable
    {
        public AppendAllArrays All { get; } = new();

        public AppendArrays Sorted { get; } = new();

        public NpgsqlCommand AppendAll { get; } = new(AppendAllArrays.Sql, connection);

        public NpgsqlCommand Append { get; } = new(AppendArrays.Sql, connection);

        public int Pid { get; } = connection.ProcessID;

        public static async Task<Writer> Open(NpgsqlDataSource journal, CancellationToken cancellation)
        {
            var writer = new Writer(await journal.OpenConnectionAsync(cancellation).ConfigureAwait(false));
            try
            {
                writer.All.AddTo(writer.AppendAll.Parameters);
                writer.Sorted.AddTo(writer.Append.Parameters);
                await writer.AppendAll.PrepareAsync(cancellation).ConfigureAwait(false);
                await writer.Append.PrepareAsync(cancellation).ConfigureAwait(false);
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
            await Append.DisposeAsync().ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
