namespace PosSaga.Simulator;

/// <summary>What becomes of a call on its way.</summary>
public enum CallFate
{
    Deliver,

    /// <summary>It never arrives; the caller times out.</summary>
    LoseRequest,

    /// <summary>It is done, but the caller times out.</summary>
    LoseReply,
}
