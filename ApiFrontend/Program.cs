using PosSaga.Api;
using PosSaga.Silo.Hosting;

return await ConfigurationErrors.Report(async () =>
{
    var builder = WebApplication.CreateSlimBuilder(args);
    builder.AddPosSaga();

    var app = builder.Build();
    app.MapApi();
    await app.RunAsync();
    return Environment.ExitCode;
});
