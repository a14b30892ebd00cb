namespace PosSaga.Client;

/// <summary>Where the system is, who calls, and for how long a call is tried.</summary>
public sealed record PosSagaClientOptions
{
    /// <summary>Root of the system, without <c>/api/v1</c>.</summary>
    public Uri? BaseAddress { get; set; }

    /// <summary>Sent as <c>X-Api-Key</c>. Leave it out where another handler authenticates.</summary>
    public string? ApiKey { get; set; }

    /// <summary>For a call with all its repetitions; no longer than that, whatever <c>Retry-After</c> says.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>For one attempt, after which its answer counts as lost. Placing an order waits up to 30 s.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(35);

    /// <summary>How often a call is sent at most; 1 is never again.</summary>
    public int MaxAttempts { get; set; } = 20;

    /// <summary>Before the second attempt, on average half of it; doubled before each further one.</summary>
    public TimeSpan FirstDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Where doubling ends.</summary>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(5);

    internal void Check()
    {
        if (BaseAddress is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            throw new ArgumentException("BaseAddress must be an http(s) address, such as https://pos.example.com/.");
        if (Deadline <= TimeSpan.Zero || AttemptTimeout <= TimeSpan.Zero)
            throw new ArgumentException("Deadline and AttemptTimeout must be longer than nothing.");
        if (MaxAttempts < 1)
            throw new ArgumentException("MaxAttempts must be 1 or more.");
        if (FirstDelay < TimeSpan.Zero || MaxDelay < FirstDelay)
            throw new ArgumentException("FirstDelay must not be negative, nor longer than MaxDelay.");
    }
}
