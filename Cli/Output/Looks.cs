using System.Globalization;
using PosSaga.Client;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace PosSaga.Cli.Output;

/// <summary>How things look to people. Every text of the server's is shown as it is, never read as markup.</summary>
internal static class Looks
{
    /// <summary>Names and values, one a line; those without a value are left out.</summary>
    public static IRenderable Facts(params (string Name, string? Value)[] facts)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        foreach (var (name, value) in facts.Where(fact => !string.IsNullOrEmpty(fact.Value)))
            grid.AddRow(new Text(name, new Style(decoration: Decoration.Bold)), new Text(value!));
        return grid;
    }

    public static IRenderable Table<T>(
        IEnumerable<T> rows, params (string Heading, Func<T, string?> Cell)[] columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var (heading, _) in columns)
            table.AddColumn(new TableColumn(new Text(heading)));
        foreach (var row in rows)
            table.AddRow(columns.Select(column => new Text(column.Cell(row) ?? "")));
        return table;
    }

    public static IRenderable Above(params IRenderable[] parts) => new Rows(parts);

    public static string Of(MoneyBody money) =>
        string.Create(CultureInfo.InvariantCulture, $"{money.Amount / 100m:0.00} {money.Currency}");

    public static string Of(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);
}
