using PosSaga.Journal;

namespace PosSaga.Silo.Watchdog;

/// <summary>Section <c>History</c>: how the journal proves itself untouched.</summary>
public sealed class HistoryOptions
{
    /// <summary>Between two signed heads. What was written since the last one is not yet proved.</summary>
    public TimeSpan SignEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Between two verifications of the whole journal; zero: only when somebody asks.</summary>
    public TimeSpan VerifyEvery { get; set; } = TimeSpan.FromDays(1);

    /// <summary>A file outside the database's reach to which every signed head is appended, one JSON object a line; the
    /// public key is put beside it as <c>{file}.pem</c>. Null: heads stay in the database and are kept elsewhere by
    /// whoever asks for them.</summary>
    public string? HeadsFile { get; set; }

    /// <exception cref="JournalConfigurationException">A setting that can never work.</exception>
    public HistoryOptions Validate()
    {
        if (SignEvery < TimeSpan.FromSeconds(1))
            throw new JournalConfigurationException($"History:SignEvery is at least a second: {SignEvery}.");
        if (VerifyEvery < TimeSpan.Zero)
            throw new JournalConfigurationException($"History:VerifyEvery is not negative: {VerifyEvery}.");
        return this;
    }
}
