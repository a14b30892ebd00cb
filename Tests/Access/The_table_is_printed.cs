using PosSaga.Api;
using PosSaga.Tests.Deploy.Support;

namespace PosSaga.Tests.Access;

/// <summary>docs/who-may.md is the table, so that a change of who may do what is seen by whoever reviews it. POS_REWRITE=1
/// writes it anew.</summary>
public sealed class The_table_is_printed
{
    private static string File => Repository.PathOf("docs", "who-may.md");

    [Fact] public async Task It_says_what_the_table_says()
    {
        var said = AccessDocument.Text();
        if (Environment.GetEnvironmentVariable("POS_REWRITE") == "1")
            await System.IO.File.WriteAllTextAsync(File, said);

        Assert.True(
            await System.IO.File.ReadAllTextAsync(File) == said,
            "docs/who-may.md is not what the table says: run this test with POS_REWRITE=1, and look at the change.");
    }
}
