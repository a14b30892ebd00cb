using System.Reflection;
using System.Text.RegularExpressions;
using PosSaga.Tests.Deploy.Support;

namespace PosSaga.Tests.Reports;

/// <summary>docs/reports.md and the tests say the same.</summary>
public sealed partial class The_list_of_reports
{
    private const int RowsMin = 40;
    private const int TestedMin = 25;

    [GeneratedRegex(@"^\| \[(?<id>[^\]]+)\]\((?<url>[^)]+)\) \| (?<there>[^|]+) \| (?<here>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<test>[A-Za-z_]+\\.[A-Za-z_]+)`")]
    private static partial Regex Test();

    [Fact] public void Each_row_names_its_source_and_a_test_that_names_the_row()
    {
        var tests = Marked();
        foreach (Match row in Rows())
        {
            var (id, here) = (row.Groups["id"].Value, row.Groups["here"].Value);
            var number = id.Split('#');
            Assert.Matches($"^https://github\\.com/{Regex.Escape(number[0])}/(issues|pull)/{number[1]}$", row.Groups["url"].Value);
            Assert.Equal(Test().Matches(here).Select(m => m.Groups["test"].Value).Order(), tests[id].Order());
        }
    }

    [Fact] public void Each_test_that_names_a_report_has_its_row() =>
        Assert.Empty(Marked().Select(g => g.Key).Except(Rows().Select(row => row.Groups["id"].Value)));

    [Fact] public void None_is_listed_twice_and_most_are_tests()
    {
        var ids = Rows().Select(row => row.Groups["id"].Value).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.True(ids.Count >= RowsMin, $"{ids.Count} reports");
        Assert.True(Marked().Count >= TestedMin, $"{Marked().Count} of them are tests");
    }

    private static MatchCollection Rows() =>
        Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "reports.md")));

    private static ILookup<string, string> Marked() => typeof(The_list_of_reports).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly))
        .SelectMany(method => method.GetCustomAttributes<PublicReportAttribute>()
            .Select(report => (report.Id, Name: $"{method.DeclaringType!.Name}.{method.Name}")))
        .ToLookup(mark => mark.Id, mark => mark.Name);
}
