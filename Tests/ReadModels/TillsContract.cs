using PosSaga.ReadModels;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.ReadModels;

/// <summary>Registers and Z reports as they are listed.</summary>
public abstract class TillsContract : ReadModelContract
{
    [ContractFact]
    public async Task Registers_are_listed_by_store()
    {
        await Side.Writer().Till("1", "r1");
        await Side.Writer().Till("1", "r2");
        await Side.Writer().Till("2", "r1");
        await Side.CaughtUp();
        var page = await Side.Get<IRegisterQueries>().List("t1", "1", null, 1);
        Assert.Equal(new RegisterSummary("1-r1", "1", "r1", "Caisse A", true, true, 5), Assert.Single(page.Items));
        Assert.True(Cursor.TryParse(page.NextCursor, out var next));
        var rest = await Side.Get<IRegisterQueries>().List("t1", "1", next, 10);
        Assert.Equal("1-r2", Assert.Single(rest.Items).Id);
        Assert.Null(rest.NextCursor);
        Assert.Empty((await Side.Get<IRegisterQueries>().List("t2", "1", null, 10)).Items);
    }

    [ContractFact]
    public async Task Z_reports_are_listed_newest_first_by_store_and_time()
    {
        var noon = EventWriter.Noon;
        await Side.Writer().Till("1", "r1", noon.AddHours(1));
        await Side.Writer().Till("1", "r2", noon.AddHours(3));
        await Side.Writer().Till("2", "r1", noon.AddHours(2));
        await Side.CaughtUp();
        Assert.Equal("1r2 2r1 1r1", await Listed(new()));
        Assert.Equal("1r2 1r1", await Listed(new("1")));
        Assert.Equal("2r1", await Listed(new(From: noon.AddHours(2), To: noon.AddHours(3))));
        var one = (await Side.Get<IZReportQueries>().List("t1", new("2"), null, 1)).Items.Single();
        Assert.Equal((-5, 1), (one.Close!.Variance.Amount, one.Number));
    }

    private async Task<string> Listed(ZReportFilter filter)
    {
        var (seen, after) = (new List<string>(), (Cursor?)null);
        do
        {
            var page = await Side.Get<IZReportQueries>().List("t1", filter, after, 1);
            seen.AddRange(page.Items.Select(report => report.StoreId + report.RegisterId));
            Assert.True(Cursor.TryParse(page.NextCursor, out after));
        }
        while (after is not null);
        return string.Join(' ', seen);
    }
}
