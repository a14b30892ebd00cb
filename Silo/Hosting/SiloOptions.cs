namespace PosSaga.Silo.Hosting;

/// <summary>Bound from the section <c>Silo</c>.</summary>
public sealed class SiloOptions
{
    /// <summary>Tenant that gets the demonstration data at start; null: none. Development says <c>demo</c>.</summary>
    public string? DemoTenant { get; set; }

    /// <summary>An activation that nobody called for so long is collected. Orleans' own default is 15 minutes; at a
    /// thousand orders a second that would keep millions.</summary>
    public TimeSpan IdleAge { get; set; } = TimeSpan.FromMinutes(2);
}
