namespace PosSaga.Tests.Parity;

/// <summary>Each rule of the runtime that grains rely on, played on a silo and in the simulator.</summary>
public sealed class Grains_behave_in_the_simulator_as_on_a_silo(ParityCluster cluster) : IClassFixture<ParityCluster>
{
    private const int Seeds = 20;

    private static int _plays;

    public static TheoryData<string, Distance> Rules
    {
        get
        {
            var rules = new TheoryData<string, Distance>();
            foreach (var rule in Rule.All)
                foreach (var distance in Enum.GetValues<Distance>())
                    if (rule.Only is null || rule.Only == distance)
                        rules.Add(rule.Name, distance);
            return rules;
        }
    }

    [Theory, MemberData(nameof(Rules))]
    public async Task On_a_silo(string rule, Distance distance)
    {
        var played = Rule.All.Single(r => r.Name == rule);
        var play = $"play{Interlocked.Increment(ref _plays)}";
        var lines = await ClusterStage.Play(played, cluster.From(distance), cluster.Scripts, play);
        Assert.Contains(Joined(lines), played.Allowed);
    }

    [Theory, MemberData(nameof(Rules))]
    public void In_the_simulator(string rule, Distance distance)
    {
        var played = Rule.All.Single(r => r.Name == rule);
        for (var seed = 1UL; seed <= Seeds; seed++)
            Assert.Contains(Joined(SimulatedStage.Play(played, distance, seed)), played.Allowed);
    }

    private static string Joined(string[] lines) => string.Join(",", lines);
}
