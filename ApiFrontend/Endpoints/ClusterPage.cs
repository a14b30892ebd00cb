using Orleans.Dashboard;

namespace PosSaga.Api;

/// <summary>Orleans' own dashboard of silos and grains, for the platform: in a browser that has signed in, or with a
/// key.</summary>
internal static class ClusterPage
{
    public const string Path = "/dashboard";

    public static void MapClusterPage(this IEndpointRouteBuilder root) =>
        root.MapOrleansDashboard(Path)
            .RequireAuthorization(AccessConventions.Policy(
                AccessTable.OfPage(Path)!, BrowserSession.Scheme, Authentication.EitherWay))
            .ExcludeFromDescription();
}
