using Microsoft.Extensions.Configuration;

namespace PosSaga.Journal;

/// <summary>Fills a span with unpredictable bytes; a simulation gives its seeded source instead.</summary>
public delegate void RandomFill(Span<byte> bytes);

/// <summary>Bound from the section <c>Journal</c> and from <c>ConnectionStrings:Journal</c>.</summary>
public sealed class JournalOptions
{
    public const string ConnectionKey = "ConnectionStrings:Journal";

    /// <summary><c>Host=…</c> is PostgreSQL, <c>Data Source={directory}</c> is SQLite, <c>Memory</c> keeps nothing
    /// after a restart.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Fixed when the journal is created; another number at a later start is refused.</summary>
    public int Partitions { get; set; } = 8;

    /// <summary>Base64 of the 32 bytes that encrypt the keys of personal data.</summary>
    public string? MasterKey { get; set; }

    /// <summary>Without <see cref="MasterKey"/> use a key that stands in the source code and protects
    /// nothing.</summary>
    public bool AllowDevelopmentMasterKey { get; set; }

    /// <summary>Appends that are committed together.</summary>
    public int MaxBatchAppends { get; set; } = 512;

    /// <summary>Appends, and likewise reads, that may wait; one more is refused with
    /// <see cref="JournalUnavailableException"/>.</summary>
    public int MaxQueue { get; set; } = 20_000;

    /// <summary>How often one batch is sent before its callers get a <see cref="JournalUnavailableException"/>. With
    /// the delays below that is after about 8 s without a database.</summary>
    public int AttemptsMax { get; set; } = 12;

    public TimeSpan RetryDelayMin { get; set; } = TimeSpan.FromMilliseconds(20);

    public TimeSpan RetryDelayMax { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>PostgreSQL only.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Source of keys and nonces.</summary>
    public RandomFill FillRandom { get; set; } = System.Security.Cryptography.RandomNumberGenerator.Fill;

    public JournalKind Kind => JournalConnection.KindOf(ConnectionString);
}

/// <summary>A setting cannot be right; the message names it.</summary>
public sealed class JournalConfigurationException(string message, Exception? inner = null) : Exception(message, inner);

public static class Settings
{
    /// <summary>Binds a section to a new <typeparamref name="T"/>; what the section does not set keeps its
    /// default.</summary>
    /// <exception cref="JournalConfigurationException">A value has the wrong form; the message names its
    /// key.</exception>
    public static T SettingsOf<T>(this IConfiguration configuration, string section) where T : new()
    {
        var settings = new T();
        try
        {
            configuration.GetSection(section).Bind(settings);
        }
        catch (InvalidOperationException error)
        {
            throw new JournalConfigurationException(error.Message, error);
        }
        return settings;
    }
}
