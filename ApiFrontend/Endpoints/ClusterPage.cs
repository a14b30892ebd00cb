using Orleans.Dashboard;

namespace PosSaga.Api;

/// <summary>Orleans' own dashboard of silos and grains, for operators.</summary>
internal static class ClusterPage
{
    public const string Path = "/dashboard";

    public static void MapClusterPage(this IEndpointRouteBuilder root)
    {
        root.MapOrleansDashboard(Path).RequireAuthorization(Roles.Ops).ExcludeFromDescription();
    }
}
