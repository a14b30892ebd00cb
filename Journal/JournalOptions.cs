namespace PosSaga.Journal;

/// <summary>Fills a span with unpredictable bytes; a simulation gives its seeded source instead.</summary>
public delegate void RandomFill(Span<byte> bytes);

/// <summary>What the journal is told at start; bound from the section <c>Journal</c> and from
/// <c>ConnectionStrings:Journal</c>.</summary>
public sealed class JournalOptions
{
    public const string ConnectionKey = "ConnectionStrings:Journal";

    /// <summary><c>Host=…</c> is PostgreSQL, <c>Data Source={directory}</c> is SQLite, <c>Memory</c> keeps
    /// nothing.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Fixed when the journal is created; another number at a later start is refused.</summary>
    public int Partitions { get; set; } = 8;

    /// <summary>Base64 of the 32 bytes that wrap the keys of personal data.</summary>
    public string? MasterKey { get; set; }

    /// <summary>Lets a journal without <see cref="MasterKey"/> use a key that everybody can read in the
    /// source.</summary>
    public bool AllowDevelopmentMasterKey { get; set; }

    public int MaxBatchAppends { get; set; } = 512;

    public int MaxBatchEvents { get; set; } = 4_096;

    /// <summary>Appends that may wait; one more is refused with <see cref="JournalUnavailableException"/>.</summary>
    public int MaxQueue { get; set; } = 20_000;

    /// <summary>Streams that share one round trip when they are read at the same time.</summary>
    public int MaxBatchReads { get; set; } = 64;

    /// <summary>Read batches in flight at the same time.</summary>
    public int ReadersMax { get; set; } = 2;

    /// <summary>How often one batch is sent before its callers are told <see cref="JournalUnavailableException"/>.
    /// With the delays below this gives up after about 8 s without a database.</summary>
    public int AttemptsMax { get; set; } = 12;

    public TimeSpan RetryDelayMin { get; set; } = TimeSpan.FromMilliseconds(20);

    public TimeSpan RetryDelayMax { get; set; } = TimeSpan.FromSeconds(1);

    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Safety net below the notifications: how often the head is asked for when nothing is heard.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    public int TailCacheEvents { get; set; } = 8_000;

    public long TailCacheBytes { get; set; } = 32L << 20;

    /// <summary>Source of keys and nonces.</summary>
    public RandomFill FillRandom { get; set; } = System.Security.Cryptography.RandomNumberGenerator.Fill;

    public JournalKind Kind => JournalConnection.KindOf(ConnectionString);
}
