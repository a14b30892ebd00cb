namespace PosSaga.Simulator;

/// <summary>What callers of a killed activation notice.</summary>
public enum KillNotice
{
    /// <summary>A broken connection: an error with unknown outcome at once.</summary>
    AtOnce,

    /// <summary>Silence: they time out.</summary>
    AfterTimeout,
}
