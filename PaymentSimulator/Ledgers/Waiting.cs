namespace PosSaga.PaymentSimulator;

/// <summary>An entry that waits to be booked.</summary>
internal sealed class Waiting(LedgerEntry entry)
    : TaskCompletionSource<GatewayAccount?>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public LedgerEntry Entry => entry;

    /// <summary>How the account stands: as the database said in the last round if <see cref="IsFresh"/>, else a
    /// guess.</summary>
    public GatewayAccount? Seen { get; set; }

    public bool IsFresh { get; set; }

    /// <summary>The guess was refused: look before guessing again.</summary>
    public bool MustLook { get; set; }

    /// <summary>What is to be written over <see cref="Seen"/>; null where it is only looked up.</summary>
    public GatewayAccount? Next { get; set; }

    /// <summary>Set by the database: <see cref="Next"/> was accepted.</summary>
    public bool Accepted { get; set; }

    public int Rounds { get; set; }
}
