using System.Globalization;

namespace PosSaga.Load.Measuring;

/// <summary>A line per request that came to its end: when (milliseconds since the Unix epoch), how long it took with
/// every repetition (milliseconds), how it ended. For looking at a moment, such as that of a kill.</summary>
internal sealed class AnswerLog(TextWriter file) : IDisposable
{
    private readonly Lock _lock = new();

    /// <summary>Null for no file.</summary>
    public static AnswerLog? Open(FileInfo? file) => file is null ? null : new(file.CreateText());

    public void Ended(string outcome, long micros)
    {
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()} {micros / 1000} {outcome}");
        lock (_lock)
            file.WriteLine(line);
    }

    public void Dispose() => file.Dispose();
}
