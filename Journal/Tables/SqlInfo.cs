using System.Globalization;

namespace PosSaga.Journal;

/// <summary>What was decided when the journal was created.</summary>
internal static class SqlInfo
{
    public static async Task CheckPartitions(ISqlTables tables, int configured, CancellationToken cancellation)
    {
        var table = tables.Schema + "info";
        await tables.Execute(
            $"insert into {table} (name, value) values ('partitions', $1) on conflict (name) do nothing",
            repeatable: true, cancellation, configured.ToString(CultureInfo.InvariantCulture)).ConfigureAwait(false);
        var stored = await tables.Query(
            $"select value from {table} where name = 'partitions'", r => r.GetString(0),
            cancellation).ConfigureAwait(false);
        if (int.Parse(stored[0], CultureInfo.InvariantCulture) != configured)
            throw new JournalConfigurationException(
                $"The journal was created with {stored[0]} partitions and keeps that number; "
                + $"Journal:Partitions says {configured}.");
    }
}
