namespace PosSaga.Cli.Output;

internal enum OutputFormat
{
    Table,
    Json,
}
