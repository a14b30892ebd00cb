namespace PosSaga.Simulator;

/// <summary>What the simulator does not model fails by name: silence would be taken for "it works".</summary>
internal static class NotSimulated
{
    public static NotSupportedException Because(string what, string instead) =>
        new($"The simulator cannot play this: {what}. {instead}");
}
