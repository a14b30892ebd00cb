using PosSaga.Registers;

namespace PosSaga.ReadModels;

public sealed record RegisterSummary(
    string Id, string StoreId, string RegisterId, string Name, bool Active, bool ShiftIsOpen, long Version);

/// <summary>Registers of a store, by id.</summary>
public interface IRegisterQueries
{
    Task<Page<RegisterSummary>> List(
        string tenant, string storeId, Cursor? after, int limit, CancellationToken cancellation = default);
}

/// <param name="From">Closed at or after.</param>
/// <param name="To">Closed before.</param>
public sealed record ZReportFilter(string? StoreId = null, DateTimeOffset? From = null, DateTimeOffset? To = null,
    ReadScope? Scope = null);

/// <summary>Z reports, newest first.</summary>
public interface IZReportQueries
{
    Task<Page<Shift>> List(
        string tenant, ZReportFilter filter, Cursor? after, int limit, CancellationToken cancellation = default);
}
