using PosSaga.ReadModels;
using PosSaga.Sagas;
using PosSaga.Sales;
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
        var page = await Side.Get<RegisterQueries>().List("t1", "1", null, 1);
        Assert.Equal(new RegisterSummary("1-r1", "1", "r1", "Caisse A", true, true, 5), Assert.Single(page.Items));
        Assert.True(Cursor.TryParse(page.NextCursor, out var next));
        var rest = await Side.Get<RegisterQueries>().List("t1", "1", next, 10);
        Assert.Equal("1-r2", Assert.Single(rest.Items).Id);
        Assert.Null(rest.NextCursor);
        Assert.Empty((await Side.Get<RegisterQueries>().List("t2", "1", null, 10)).Items);
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
        var one = (await Side.Get<ZReportQueries>().List("t1", new("2"), null, 1)).Items.Single();
        Assert.Equal((-5, 1), (one.Close!.Variance.Amount, one.Number));
    }

    [ContractFact]
    public async Task Sales_are_listed_newest_first_and_found_by_what_they_are()
    {
        var (writer, noon) = (Side.Writer(), EventWriter.Noon);
        await writer.TillSale("t1", sold: true, at: noon);
        await writer.TillSale("t2", sold: false, at: noon.AddMinutes(1));
        await writer.TillSale("t3", sold: true, store: "2", at: noon.AddMinutes(2));
        await Side.CaughtUp();
        Assert.Equal("t3 t2 t1", await Sales(new()));
        Assert.Equal("t2 t1", await Sales(new("1")));
        Assert.Equal("t1", await Sales(new(Number: "1-r1-1")));
        Assert.Equal("t2", await Sales(new(States: [SagaState.Failed])));
        Assert.Equal("t2", await Sales(new(From: noon.AddMinutes(1), To: noon.AddMinutes(2))));
        Assert.Equal("", await Sales(new(CashierId: "nobody")));
        var declined = (await Side.Get<SaleQueries>().List("t1", new("1"), null, 1)).Items.Single();
        Assert.Equal(("card-declined", 1034, null), (declined.Failure!.Reason, declined.Sale!.Total.Amount, declined.Number));
    }

    [ContractFact]
    public async Task The_watchdog_finds_sales_that_stand_still()
    {
        var (writer, noon) = (Side.Writer(), EventWriter.Noon);
        await writer.TillSale("t1", sold: true, at: noon);
        await writer.Append(
            "sale", "t2", new SaleEvent.Started("1", "r1", "x", null, [], [], "f", "x") { At = noon });
        await writer.TillSale("t3", sold: false, at: noon);
        await writer.Append(
            "sale", "t3", new SaleEvent.LateSuccessSeen(SagaStep.ReserveStock, "done") { At = noon });
        await Side.CaughtUp();
        var found = await Side.Get<IUnfinishedSales>().OlderThan(TimeSpan.FromSeconds(5), null, 10, default);
        Assert.Equal(["t2", "t3"], found.Select(key => key.Id));
    }

    private async Task<string> Sales(SaleFilter filter)
    {
        var (seen, after) = (new List<string>(), (Cursor?)null);
        do
        {
            var page = await Side.Get<SaleQueries>().List("t1", filter, after, 1);
            seen.AddRange(page.Items.Select(sale => sale.Id));
            Assert.True(Cursor.TryParse(page.NextCursor, out after));
        }
        while (after is not null);
        return string.Join(' ', seen);
    }

    private async Task<string> Listed(ZReportFilter filter)
    {
        var (seen, after) = (new List<string>(), (Cursor?)null);
        do
        {
            var page = await Side.Get<ZReportQueries>().List("t1", filter, after, 1);
            seen.AddRange(page.Items.Select(report => report.StoreId + report.RegisterId));
            Assert.True(Cursor.TryParse(page.NextCursor, out after));
        }
        while (after is not null);
        return string.Join(' ', seen);
    }
}
