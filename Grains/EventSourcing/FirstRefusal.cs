using System.Text.Json;
using PosSaga.Journal;

namespace PosSaga.EventSourcing;

/// <summary>A refusal under a client's key is its first final answer: asked again it is refused again, whatever has
/// become possible since. What the client can mend in the same request, or what was nobody's decision, fixes
/// nothing.</summary>
internal static class FirstRefusal
{
    /// <summary>Remembers a refusal that is final. Answers what another call answered first; null where none did, and
    /// where nothing had to be remembered.</summary>
    public static async Task<AppendResult.KeyAnswered?> Remember(
        this IEventJournal journal, string stream, AppendKey key, Refusal refusal)
    {
        if (!IsFinal(refusal))
            return null;
        var text = JsonSerializer.Serialize(refusal);
        var answered = await journal.RefuseKey(stream, key, text);
        return answered is null || (answered.Refusal == text && answered.Fingerprint == key.Fingerprint)
            ? null
            : answered;
    }

    public static Refusal Read(string text) => JsonSerializer.Deserialize<Refusal>(text)
        ?? throw new JournalCorruptException("A key was refused and does not say how.");

    private static bool IsFinal(Refusal refusal) => refusal.Kind is not (
        RefusalKind.Validation or RefusalKind.PreconditionFailed or RefusalKind.Unavailable or RefusalKind.KeyReused);
}
