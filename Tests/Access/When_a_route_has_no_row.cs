using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PosSaga.Api;

namespace PosSaga.Tests.Access;

/// <summary>Nobody can forget to say who may call a route.</summary>
public sealed class When_a_route_has_no_row
{
    [Fact] public void The_start_ends_and_names_it()
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        app.MapGroup("/api/v1").UseAccessTable().MapPost("/carts/{id:id}/gift", () => Results.Ok());

        var error = Assert.ThrowsAny<InvalidOperationException>(app.CheckAccess);
        Assert.Contains("POST /api/v1/carts/{id:id}/gift has no row", error.Message, StringComparison.Ordinal);
    }

    [Fact] public void So_does_a_page_beside_the_API()
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        app.MapGet("/backdoor", () => Results.Ok()).AllowAnonymous();

        var error = Assert.Throws<InvalidOperationException>(app.CheckAccess);
        Assert.Contains("/backdoor has no row", error.Message, StringComparison.Ordinal);
    }

    [Fact] public void And_one_that_is_open_where_the_table_says_it_is_not()
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        app.MapGet("/dashboard", () => Results.Ok()).AllowAnonymous();
        Assert.Throws<InvalidOperationException>(app.CheckAccess);
    }
}
