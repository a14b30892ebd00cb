namespace PosSaga.Tests.Parity;

/// <summary>One thing that grains rely on.</summary>
/// <param name="Name">The rule.</param>
/// <param name="Play">Makes it show in the script.</param>
/// <param name="Allowed">Every script that the rule allows, lines joined by commas. A silo may come to any of them; the
/// simulator must not come to another.</param>
internal sealed record Rule(string Name, Func<Stage, Task> Play, params string[] Allowed)
{
    /// <summary>Null: near and by wire.</summary>
    public Distance? Only { get; init; }

    public static IEnumerable<Rule> All =>
    [
        .. CallRules.All, .. ContextRules.All, .. LifeRules.All, .. CollectionRules.All, .. TimerRules.All,
        .. FilterRules.All, .. ExceptionRules.All, .. CancellationRules.All, .. JournaledRules.All,
    ];

    public override string ToString() => Name;
}

/// <summary>Where the caller is.</summary>
public enum Distance
{
    /// <summary>On the grain's silo: arguments and answers are copied.</summary>
    Near,

    /// <summary>In another process: they go through bytes.</summary>
    ByWire,
}
