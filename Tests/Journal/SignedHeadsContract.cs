using System.Data.Common;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PosSaga.Journal;

namespace PosSaga.Tests.Journal;

/// <summary>What even the owner of the database cannot do unnoticed.</summary>
public abstract class SignedHeadsContract(DatabaseUnderTest store) : IAsyncLifetime
{
    private readonly string _stream = Given.Stream();
    private JournalSystem _system = null!;

    protected DatabaseUnderTest Store => store;

    public async Task InitializeAsync()
    {
        _system = await store.Open();
        await _system.Journal.Appended(Given.Stream(), 700);
        await _system.Journal.Appended(_stream, 3);
        await _system.Journal.Appended(Given.Stream(), 600);
    }

    public async Task DisposeAsync() => await store.DisposeAsync();

    [ContractFact]
    public async Task A_head_covers_all_that_came_before_it_however_often_one_was_signed()
    {
        var first = await _system.Heads.Sign();
        Assert.Equal(1_303, first!.Position);
        Assert.Null(await _system.Heads.Sign());

        await _system.Journal.Appended(Given.Stream(), 900);
        await Reopen();
        Assert.Equal(2_203, (await _system.Heads.Sign())!.Position);
        await _system.Journal.Appended(Given.Stream(), 1);
        var last = await _system.Heads.Sign();

        using var digest = new HistoryDigest();
        foreach (var e in await _system.Feed.All(page: 1_000))
            digest.Add(e.Hash.Span);
        Assert.Equal((digest.Position, digest.Value, digest.Blocks), (last!.Position, last.Digest, last.Blocks));
        var report = await _system.Verifier.Verify();
        Assert.Equal((true, 2_204L), (report.Ok, report.SignedUpTo));
        Assert.Equal(
            [2_204, 2_203], (await _system.Heads.Before(long.MaxValue, 2)).Select(head => (int)head.Position));
        Assert.Equal([2_203, 2_204], (await _system.Heads.After(1_303, 9)).Select(head => (int)head.Position));
    }

    [ContractFact]
    public async Task A_stream_that_was_rewritten_and_hashed_anew_is_found()
    {
        await _system.Heads.Sign();
        await Rewrite();
        var report = await _system.Verifier.Verify();
        Assert.False(report.Ok);
        Assert.Contains("up to 1303 is not the one that was signed", report.FirstBroken, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task A_rewritten_end_is_found_when_the_next_head_is_signed_by_another_process()
    {
        await _system.Heads.Sign();
        await _system.Journal.Appended(Given.Stream(), 1);
        await Rewrite(fromEnd: true);
        await Reopen();
        await Assert.ThrowsAsync<JournalCorruptException>(() => _system.Heads.Sign());
    }

    [ContractFact]
    public async Task Another_key_signs_nothing_after_ours()
    {
        await _system.Heads.Sign();
        await _system.Journal.Appended(Given.Stream(), 1);
        var ours = _system.Heads.Key.Id;
        await Reopen(options => options.MasterKey = Convert.ToBase64String(SHA256.HashData("another"u8)));
        Assert.NotEqual(ours, _system.Heads.Key.Id);
        await Assert.ThrowsAsync<JournalCorruptException>(() => _system.Heads.Sign());
        Assert.Contains(
            "not signed by this journal's key", (await _system.Verifier.Verify()).FirstBroken, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task Heads_cannot_be_changed_or_removed_by_SQL()
    {
        await _system.Heads.Sign();
        var table = this is Signed_heads_on_sqlite ? "signed_heads" : "journal.signed_heads";
        await Assert.ThrowsAnyAsync<DbException>(() => store.Scalar($"update {table} set digest = 'x'"));
        await Assert.ThrowsAnyAsync<DbException>(() => store.Scalar($"delete from {table}"));
    }

    [ContractFact]
    public async Task Whoever_has_only_a_copy_and_a_head_of_before_proves_it()
    {
        using var folder = new TemporaryFolder();
        var head = (await _system.Heads.Sign())!;
        var (heads, key) = (folder.File("heads.jsonl"), folder.File("heads.pem"));
        await File.WriteAllTextAsync(heads, JsonSerializer.Serialize(head, JsonSerializerOptions.Web) + "\n");
        await File.WriteAllTextAsync(key, _system.Heads.Key.Pem);
        await _system.Journal.Append(new(Given.Stream(), StreamHead.Empty, [Given.Event("""{"t":"a\\b\tc\n"}""")]));

        var (code, said) = await Verify(heads, key, await Copy(folder));
        Assert.True(code == 0, said);
        Assert.Contains("Proved: 1304 events of 4 streams; the first 1303 are those", said, StringComparison.Ordinal);
        Assert.Contains("1 came later", said, StringComparison.Ordinal);

        await Rewrite();
        (code, said) = await Verify(heads, key, await Copy(folder));
        Assert.Equal(1, code);
        Assert.Contains("NOT PROVED: An event after position 0 and up to 1303 is not", said, StringComparison.Ordinal);

        await File.WriteAllTextAsync(heads, JsonSerializer.Serialize(
            head with { Digest = new string('0', 64) }, JsonSerializerOptions.Web));
        (code, said) = await Verify(heads, key, await Copy(folder));
        Assert.Equal(1, code);
        Assert.Contains("is not signed by this key", said, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task What_cannot_be_read_is_said()
    {
        using var folder = new TemporaryFolder();
        var nothing = folder.File("nothing");
        await File.WriteAllTextAsync(nothing, "nothing");
        Assert.Equal(2, (await Verify(nothing, nothing, ["--sqlite", nothing])).Code);
        Assert.Equal(2, (await Verify(folder.File("absent"), nothing, ["--dump", nothing])).Code);
        Assert.Equal(2, (await Verify(nothing, nothing, [])).Code);
    }

    /// <summary>A copy of the events as somebody may have it: options of the program.</summary>
    protected abstract Task<string[]> Copy(TemporaryFolder folder);

    private async Task Reopen(Action<JournalOptions>? configure = null)
    {
        await _system.DisposeAsync();
        _system = await store.Open(configure);
    }

    /// <summary>Changes the data of a stream and makes all hashes and the head anew, as the owner can.</summary>
    private async Task Rewrite(bool fromEnd = false)
    {
        var all = await _system.Feed.All(page: 1_000);
        var stream = fromEnd ? all[^2].Stream : _stream;
        ReadOnlyMemory<byte> hash = default;
        var sql = new StringBuilder();
        var (events, heads) = this is Signed_heads_on_sqlite ? ("events", "heads") : ("journal.events", "journal.heads");
        foreach (var e in all.Where(e => e.Stream == stream))
        {
            var changed = e with { Data = """{"n":"another"}"""u8.ToArray() };
            hash = ChainHash.Next(hash.Span, changed);
            sql.Append($$"""
                update {{events}} set data = '{"n":"another"}', hash = {{Hex(hash)}} where position = {{e.Position}};
                """);
        }
        sql.Append($"update {heads} set hash = {Hex(hash)} where stream = '{stream}';");
        await store.Tamper(sql.ToString());
    }

    private string Hex(ReadOnlyMemory<byte> bytes) => this is Signed_heads_on_sqlite
        ? $"x'{Convert.ToHexString(bytes.Span)}'"
        : $"'\\x{Convert.ToHexString(bytes.Span)}'";

    private static async Task<(int Code, string Said)> Verify(string heads, string key, string[] copy)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "PosSaga.Verify.dll");
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet", ["exec", program, "--heads", heads, "--key", key, .. copy])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.DoesNotContain("   at ", await errors, StringComparison.Ordinal);
        return (process.ExitCode, await output + await errors);
    }
}

public sealed class Signed_heads_on_sqlite() : SignedHeadsContract(new SqliteUnderTest())
{
    protected override async Task<string[]> Copy(TemporaryFolder folder)
    {
        var copy = folder.File($"copy-{Guid.NewGuid():N}.db");
        await Store.Scalar($"vacuum into '{copy}'");
        return ["--sqlite", copy];
    }
}

[OnPostgres]
public sealed class Signed_heads_on_postgres() : SignedHeadsContract(new PostgresUnderTest())
{
    protected override async Task<string[]> Copy(TemporaryFolder folder)
    {
        var dump = folder.File($"dump-{Guid.NewGuid():N}.sql");
        await using var connection = await Store.Connect();
        var to = new Npgsql.NpgsqlConnectionStringBuilder(connection.ConnectionString);
        using var process = Process.Start(new ProcessStartInfo("pg_dump",
            [
                "--format=plain", "--schema=journal", "-h", to.Host!, "-p", $"{to.Port}", "-U", to.Username!, "-f", dump,
                to.Database!,
            ]))!;
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return ["--dump", dump];
    }
}

/// <summary>Gone with its files when the test ends.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("possaga-");

    public string File(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
