namespace PosSaga.Streams;

/// <summary>Whatever takes part in a choreography, reached by its grain type and <c>{tenant}/{process
/// key}</c>.</summary>
[Alias("possaga.participant")]
public interface IParticipantGrain : IGrainWithStringKey
{
    /// <summary>Hands over an event that was put aside, just as its stream would. Throws what the participant
    /// throws.</summary>
    [Alias("Redeliver")] Task Redeliver(PublishedEvent item);
}
