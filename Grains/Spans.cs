using System.Diagnostics;
using PosSaga.Sagas;

namespace PosSaga;

/// <summary>What is done for a request after it was answered, or elsewhere, as spans of its trace: the events carry it,
/// so it is found again in whichever process. While nobody listens nothing is made.</summary>
public static class Spans
{
    public const string SourceName = "PosSaga";

    private static readonly ActivitySource Source = new(SourceName);

    /// <param name="trace">Of the request, as its <see cref="Origin"/> has it.</param>
    internal static Activity? Of(SagaStep step, bool isUndo, string saga, string? trace) => Source.HasListeners()
        ? Below(trace, isUndo ? $"undo {step}" : step.ToString())?.SetTag("possaga.saga", saga)
        : null;

    /// <param name="participant">Kind of the grain that reacts.</param>
    /// <param name="event">Stored name.</param>
    internal static Activity? Of(string @event, string participant, string? trace) => Source.HasListeners()
        ? Below(trace, $"react to {@event}")?.SetTag("possaga.participant", participant)
        : null;

    private static Activity? Below(string? trace, string name) =>
        ActivityContext.TryParse(trace, null, isRemote: true, out var request)
            ? Source.StartActivity(name, ActivityKind.Internal, request)
            : Source.StartActivity(name);
}
