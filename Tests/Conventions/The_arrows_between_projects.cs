using System.Reflection;

namespace PosSaga.Tests.Conventions;

/// <summary>Who may know whom. What an assembly really uses is in its own metadata; project files may say
/// more.</summary>
public sealed class The_arrows_between_projects
{
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Journal.Abstractions"] = [],
        ["Grains.Interfaces"] = ["Journal.Abstractions"],
        ["Grains"] = ["Grains.Interfaces", "Journal.Abstractions"],
        ["Journal"] = ["Journal.Abstractions"],
        ["Journal.Providers"] = ["Grains.Interfaces", "Journal", "Journal.Abstractions"],
        ["Simulator"] = [],
        ["Client"] = [],
        ["Cli"] = ["Client"],
        ["ReadModels"] = ["Journal", "Journal.Abstractions", "Grains.Interfaces"],
        ["PaymentSimulator"] = ["Grains", "Grains.Interfaces", "Journal", "Journal.Abstractions"],
        ["Silo"] =
        [
            "Grains", "Grains.Interfaces", "Journal", "Journal.Abstractions", "Journal.Providers", "PaymentSimulator",
            "ReadModels",
        ],
    };

    public static TheoryData<string> Projects => [.. MayUse.Keys];

    [Theory, MemberData(nameof(Projects))]
    public void Point_in_one_direction(string project)
    {
        var uses = Load(project).GetReferencedAssemblies()
            .Select(a => a.Name!).Where(name => name.StartsWith("PosSaga.", StringComparison.Ordinal))
            .Select(name => name["PosSaga.".Length..]);
        Assert.Empty(uses.Except(MayUse[project]));
    }

    [Theory, InlineData("Grains"), InlineData("Grains.Interfaces"), InlineData("Journal.Abstractions")]
    public void Rules_know_no_database_and_no_web(string project)
    {
        string[] foreign = ["Npgsql", "Dapper", "Microsoft.Data.Sqlite", "Microsoft.AspNetCore", "System.Data"];
        var uses = Load(project).GetReferencedAssemblies().Select(a => a.Name!);
        Assert.DoesNotContain(uses, name => foreign.Any(f => name.StartsWith(f, StringComparison.Ordinal)));
    }

    // The command line is called what people type.
    private static Assembly Load(string project) => Assembly.Load(project == "Cli" ? "pos" : $"PosSaga.{project}");
}
