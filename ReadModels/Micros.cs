namespace PosSaga.ReadModels;

/// <summary>Microseconds since the Unix epoch: how the journal and the read models store time.</summary>
internal static class Micros
{
    public static long Of(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static long OrZero(DateTimeOffset? time) => time is { } given ? Of(given) : 0;

    public static DateTimeOffset? ToTimeOrNull(long micros) => micros == 0 ? null : ToTime(micros);

    public static DateTimeOffset ToTime(long micros) =>
        new(DateTimeOffset.UnixEpoch.Ticks + (micros * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
