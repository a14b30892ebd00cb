namespace PosSaga.Load.Comparing;

/// <summary>How much one run of each kind of scenario does.</summary>
/// <param name="Duration">Of scenarios that are measured for a time.</param>
/// <param name="Warmup">Before those, in the same process.</param>
internal sealed record Sizes(
    int Sagas, int Refunds, int Reservations, int Appends, TimeSpan Duration, TimeSpan Warmup)
{
    /// <summary>Five runs of the four main scenarios in about twenty minutes on two cores.</summary>
    public static Sizes Usual { get; } =
        new(8_000, 8_000, 20_000, 40_000, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5));

    /// <summary>To see that it runs, or that something is far slower; too short to tell five percent.</summary>
    public static Sizes Quick { get; } =
        new(2_000, 600, 5_000, 10_000, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1));

    /// <summary>For the run that is not counted: it brings the build's files, and the server, into memory.</summary>
    public Sizes Uncounted => new(
        Fraction(Sagas), Fraction(Refunds), Fraction(Reservations), Fraction(Appends), Duration / 4, Warmup / 4);

    /// <summary>Work before the measurement in the same process, while most of the code is compiled.</summary>
    public static int Before(int measured) => (measured + 1) / 2;

    private static int Fraction(int count) => (count + 3) / 4;
}
