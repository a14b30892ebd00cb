using System.Text;
using System.Text.Json;
using PosSaga.Journal;

namespace PosSaga.Silo.Watchdog;

/// <summary>Signed heads in a file of their own. The file itself says how far it goes, so that one that was away for a
/// while, or is new, catches up.</summary>
internal sealed class HeadsFile(string path, ISignedHeads heads)
{
    private const int Page = 500;

    /// <exception cref="IOException">The file cannot be written.</exception>
    public async Task CatchUp(CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var (to, length) = LastWhole();
        await using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        // A line that a crash cut short is written again.
        file.SetLength(length);
        file.Seek(0, SeekOrigin.End);
        while (await heads.After(to, Page, cancellation) is { Count: > 0 } page)
        {
            foreach (var head in page)
                await file.WriteAsync(
                    Encoding.UTF8.GetBytes(JsonSerializer.Serialize(head, JsonSerializerOptions.Web) + "\n"),
                    cancellation);
            to = page[^1].Position;
        }
        file.Flush(flushToDisk: true);
        if (!File.Exists(path + ".pem"))
            await File.WriteAllTextAsync(path + ".pem", heads.Key.Pem + "\n", cancellation);
    }

    // Position of the last whole line, and where it ends.
    private (long Position, long Length) LastWhole()
    {
        if (!File.Exists(path))
            return (0, 0);
        var text = File.ReadAllBytes(path);
        var end = Array.LastIndexOf(text, (byte)'\n') + 1;
        if (end == 0)
            return (0, 0);
        var start = Array.LastIndexOf(text, (byte)'\n', end - 2) + 1;
        return (JsonSerializer.Deserialize<SignedHead>(text.AsSpan(start, end - start), JsonSerializerOptions.Web)!
            .Position, end);
    }
}
