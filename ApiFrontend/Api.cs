using PosSaga.Simulation;

namespace PosSaga.Api;

/// <summary>The order of a request's way, and every route.</summary>
internal static class Api
{
    public static void MapApi(this WebApplication app)
    {
        // A faulty key stops the start, not the first request.
        app.Services.GetRequiredService<ApiKeys>();

        app.UseKnownProxies();
        app.UseMiddleware<ExceptionToProblem>();
        app.Use(HeadAndOptions.Answer);
        app.UseResponseCompression();
        app.Use(app.Services.GetRequiredService<StartGate>().Invoke);
        app.UseSwaggerUI(ui =>
        {
            ui.RoutePrefix = "swagger";
            ui.SwaggerEndpoint("/openapi/v1.json", "PosSaga v1");
        });
        app.UseRouting();
        app.UseCors();
        app.UseRequestTimeouts();
        app.UseAuthentication();
        app.Use(app.Services.GetRequiredService<RateLimits>().Invoke);
        app.UseAuthorization();
        app.Use(KnownParameters.Check);
        app.UseRequestDecompression();

        var api = app.MapGroup("/api/v1").UseAccessTable().ProducesCommonProblems();
        api.MapCarts();
        api.MapOrders();
        api.MapSagas();
        api.MapStores();
        api.MapShifts();
        api.MapSales();
        api.MapProducts();
        api.MapPayments();
        api.MapClaims();
        api.MapClaimLists();
        api.MapRefunds();
        api.MapRefundLists();
        api.MapRefundOperations();
        api.MapRefundActions();
        api.MapNotifications();
        api.MapTimelines();
        api.MapAudit();
        api.MapProjections();
        api.MapDeadLetters();
        api.MapApiKeys();
        api.MapTenants();
        api.MapMail();
        api.MapSimulation(app.Environment, app.Configuration, app.Services.GetService<SimulatedFaults>());

        app.MapHealth();
        app.MapMetrics();
        app.MapSignIn();
        app.MapClusterPage();
        app.MapProblemPages();
        app.MapDocument();
        app.CheckAccess();
    }
}
