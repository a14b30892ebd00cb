using System.IO.Compression;
using System.Text.Json.Nodes;
using Npgsql;
using PosSaga.Tests.Deploy.Support;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.Stored;

/// <summary>A journal that an older version of the system wrote, with the gateway's books beside it, and what that
/// version answered. README.md beside this class says how it was made.</summary>
internal abstract class OldJournal
{
    private static readonly string Folder = Repository.PathOf("Tests", "Stored", "journal");

    public static OldJournal OnSqlite { get; } = new InFiles();

    public static OldJournal OnPostgres { get; } = new InPostgres();

    /// <summary>Requests and answers of then, and what was left open.</summary>
    public JsonNode Answers => Read($"{Name}.answers.json.gz");

    /// <summary>The state of each stream as then folded; null where nobody has written it yet.</summary>
    public JsonNode? Streams => File.Exists(StreamsPath) ? Read(Path.GetFileName(StreamsPath)) : null;

    private string StreamsPath => Path.Combine(Folder, $"{Name}.streams.json.gz");

    protected abstract string Name { get; }

    /// <summary>A copy of its own for whoever asks.</summary>
    /// <param name="folder">For one in files: does not exist yet.</param>
    /// <returns>The connection string.</returns>
    public abstract Task<string> Copy(string folder);

    public void Write(JsonNode streams)
    {
        using var file = new StreamWriter(new GZipStream(File.Create(StreamsPath), CompressionLevel.SmallestSize));
        file.Write(StoredJson.Text(streams));
    }

    protected static Stream Open(string file) =>
        new GZipStream(File.OpenRead(Path.Combine(Folder, file)), CompressionMode.Decompress);

    private static JsonNode Read(string file)
    {
        using var json = Open(file);
        return JsonNode.Parse(json)!;
    }

    private sealed class InFiles : OldJournal
    {
        protected override string Name => "sqlite";

        public override Task<string> Copy(string folder)
        {
            ZipFile.ExtractToDirectory(Path.Combine(Folder, "sqlite.zip"), folder);
            return Task.FromResult($"Data Source={folder}");
        }
    }

    private sealed class InPostgres : OldJournal
    {
        protected override string Name => "postgres";

        public override async Task<string> Copy(string folder)
        {
            var database = await PrivatePostgres.NewDatabase();
            using var sql = new StreamReader(Open("postgres.sql.gz"));
            // The dump changes settings of its session, which must not come back from a pool.
            await using var connection = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
            await connection.OpenAsync();
            await using var restore = new NpgsqlCommand(await sql.ReadToEndAsync(), connection) { CommandTimeout = 120 };
            await restore.ExecuteNonQueryAsync();
            return database.ConnectionString;
        }
    }
}
