namespace PosSaga.Tests.Simulation;

/// <summary>A check that has never failed proves nothing: each planted bug is caught, and by its check alone.</summary>
public sealed class When_a_bug_is_planted
{
    // The rarest needs a late request to meet a bar; most show within ten seeds.
    private const int SeedsMax = 400;

    public static TheoryData<string> Names => [.. PlantedBug.All.Select(bug => bug.Name)];

    [Theory, MemberData(nameof(Names))]
    public void It_is_caught_and_not_without_its_check(string name)
    {
        var bug = PlantedBug.All.Single(planted => planted.Name == name);
        var seeds = 0;
        var caught = Array.Empty<string>();
        while (caught.Length == 0 && seeds < SeedsMax)
            caught = [.. SimulationRun.Of((ulong)++seeds, bug.Plant).Broken.Select(b => b.Check).Distinct()];

        Assert.NotEmpty(caught);
        Assert.Contains(caught, check => bug.CaughtBy.Contains(check));
        for (var seed = 1; seed <= seeds; seed++)
            Assert.Empty(SimulationRun.Of((ulong)seed, bug.Plant, bug.CaughtBy).Broken);
    }
}
