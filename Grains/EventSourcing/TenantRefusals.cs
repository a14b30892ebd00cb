namespace PosSaga.EventSourcing;

/// <summary>The second check of whose a command is: whatever lets a command of one tenant reach another's grain ends
/// here.</summary>
public static class TenantRefusals
{
    public static Refusal OfAnotherTenant { get; } = new(
        "other-tenant", RefusalKind.NotFound, "There is no such thing in this tenant.");
}
