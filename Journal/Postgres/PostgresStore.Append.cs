using Npgsql;

namespace PosSaga.Journal;

internal sealed partial class PostgresStore
{
    private const int Mine = 1;
    private const int KeyAnswered = 2;
    private const int Conflict = 3;
    private readonly AppendArrays _arrays = new();
    private NpgsqlConnection? _writer;
    private NpgsqlCommand? _append;

    /// <summary>Backend that writes for this process: its own notifications tell us nothing new.</summary>
    public int WriterPid { get; private set; }

    /// <summary>Called by one writer at a time.</summary>
    public async Task<AppendVerdict[]> Commit(IReadOnlyList<PendingAppend> batch, CancellationToken cancellation)
    {
        try
        {
            var command = _append ??= await OpenWriter(cancellation).ConfigureAwait(false);
            _arrays.Fill(batch);
            await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            var verdicts = new AppendVerdict[batch.Count];
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
        catch
        {
            // After any error the connection's state is a guess; the next attempt starts on a new one.
            await DropWriter().ConfigureAwait(false);
            throw;
        }
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

    private async Task<NpgsqlCommand> OpenWriter(CancellationToken cancellation)
    {
        _writer = await _journal.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        WriterPid = _writer.ProcessID;
        var command = new NpgsqlCommand(AppendArrays.Sql, _writer);
        _arrays.AddTo(command.Parameters);
        await command.PrepareAsync(cancellation).ConfigureAwait(false);
        return command;
    }

    private async ValueTask DropWriter()
    {
        var (command, connection) = (_append, _writer);
        (_append, _writer) = (null, null);
        if (command is not null)
            await command.DisposeAsync().ConfigureAwait(false);
        if (connection is not null)
            await connection.DisposeAsync().ConfigureAwait(false);
    }
}
