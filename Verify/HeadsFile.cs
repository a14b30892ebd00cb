using System.Text.Json;
using PosSaga.Journal;

namespace PosSaga.Verify;

/// <summary>Signed heads as the system writes them, one JSON object a line, or as <c>GET /audit/heads</c> answers
/// them.</summary>
internal static class HeadsFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true,
    };

    /// <exception cref="InputException">It holds no heads, or something else.</exception>
    public static IReadOnlyList<SignedHead> Read(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            var heads = text.TrimStart().StartsWith("{\"items\"", StringComparison.Ordinal)
                ? JsonDocument.Parse(text).RootElement.GetProperty("items").Deserialize<List<SignedHead>>(Json)!
                : [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    .Select(line => JsonSerializer.Deserialize<SignedHead>(line, Json)!)];
            return heads.Count > 0 ? heads : throw new InputException($"{path} holds no signed heads.");
        }
        catch (JsonException e)
        {
            throw new InputException($"{path} is no file of signed heads: {e.Message}");
        }
    }
}

/// <summary>What was given cannot be read; the message is for whoever gave it.</summary>
internal sealed class InputException(string message) : Exception(message);
