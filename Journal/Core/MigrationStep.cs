using System.Globalization;
using System.Reflection;

namespace PosSaga.Journal;

/// <summary>One embedded migration file: <c>…{folder}.0001_name.sql</c>.</summary>
internal sealed record MigrationStep(int Version, string Name, string Sql)
{
    public static IReadOnlyList<MigrationStep> In(Assembly assembly, string resources)
    {
        var steps = new List<MigrationStep>();
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            var at = resource.IndexOf(resources, StringComparison.Ordinal);
            if (at < 0 || !resource.EndsWith(".sql", StringComparison.Ordinal))
                continue;
            var name = resource[(at + resources.Length)..^".sql".Length];
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            steps.Add(new(int.Parse(name[..4], CultureInfo.InvariantCulture), name[5..], reader.ReadToEnd()));
        }
        if (steps.Count == 0)
            throw new InvalidOperationException($"{assembly.GetName().Name} embeds no SQL under '{resources}'.");
        steps.Sort((a, b) => a.Version.CompareTo(b.Version));
        return steps;
    }
}
