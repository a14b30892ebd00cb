namespace PosSaga.Tests.Support;

/// <summary>Waits for a fact, looking again and again; a time-out is missing evidence.</summary>
internal static class Eventually
{
    // Long enough for a machine that does much else at the same time.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // What is looked at must get a turn between two looks, on two cores as well.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(5);

    /// <param name="what">What is missing, in words, if it never becomes true.</param>
    /// <param name="describe">Asked only then, for more to read.</param>
    public static async Task Is(Func<Task<bool>> fact, string what, Func<Task<string>>? describe = null)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await fact())
        {
            if (limit.IsCancellationRequested)
                Assert.Fail($"Missing evidence: {what} {(describe is null ? "" : await describe())}");
            await Task.Delay(BetweenLooks);
        }
    }
}
