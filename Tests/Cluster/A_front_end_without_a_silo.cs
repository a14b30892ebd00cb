using Microsoft.AspNetCore.Routing;
using PosSaga.Tests.Api;

namespace PosSaga.Tests.Cluster;

/// <summary>It serves what a front end with a silo serves.</summary>
public sealed class A_front_end_without_a_silo
{
    // Faults are those of a process; where there is no silo, there is nobody to be told.
    private const string OnlyWithASilo = "PUT /api/v1/simulation/faults";

    [Fact]
    public async Task Has_every_route_and_every_service_that_its_handlers_ask_for()
    {
        await using var alone = Build("Client");
        await using var both = Build("Both");
        // A handler whose service is missing is found out when its endpoint is made.
        var routes = Routes(alone);
        Assert.Equal(Routes(both).Except([OnlyWithASilo]), routes);
        Assert.Contains("POST /api/v1/orders/", routes);
    }

    private static Microsoft.AspNetCore.Builder.WebApplication Build(string mode) => ApiHost.Build("Development", new()
    {
        ["ConnectionStrings:Journal"] = "Host=127.0.0.1;Port=1;Database=nowhere",
        ["Cluster:Mode"] = mode,
    });

    private static List<string> Routes(Microsoft.AspNetCore.Builder.WebApplication app) =>
    [
        .. from source in ((IEndpointRouteBuilder)app).DataSources
           from endpoint in source.Endpoints.OfType<RouteEndpoint>()
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
           orderby endpoint.RoutePattern.RawText, method
           select $"{method} {endpoint.RoutePattern.RawText}",
    ];
}
