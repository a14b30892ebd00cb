#if ORLEANS
using Orleans.Dashboard;
#endif

namespace PosSaga.Api;

/// <summary>Orleans' own dashboard of silos and grains, for operators. A build without Orleans has none.</summary>
internal static class ClusterPage
{
    public const string Path = "/dashboard";

    public static void MapClusterPage(this IEndpointRouteBuilder root)
    {
#if ORLEANS
        root.MapOrleansDashboard(Path).RequireAuthorization(Roles.Ops).ExcludeFromDescription();
#endif
    }
}
