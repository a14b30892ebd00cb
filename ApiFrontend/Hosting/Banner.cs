namespace PosSaga.Api;

/// <summary>Says at start where to go and, in Development, with which keys.</summary>
internal sealed class Banner(
    IHostEnvironment environment, IHostApplicationLifetime lifetime, SignInLink signIn,
    Microsoft.AspNetCore.Hosting.Server.IServer server)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(Print);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Print()
    {
        var addresses =
            server.Features.Get<Microsoft.AspNetCore.Hosting.Server.Features.IServerAddressesFeature>()?.Addresses
                ?? [];
        foreach (var address in addresses)
            Console.WriteLine($"PosSaga  {address}/api/v1  {address}/swagger  {address}/health/ready");
        if (!environment.IsDevelopment())
            return;
        if (addresses.FirstOrDefault() is { } first)
            Console.WriteLine($"         {first}{signIn.Unused}  Orleans' dashboard; the link signs in once");
        foreach (var key in DemoKeys.All)
            Console.WriteLine(
                $"         X-Api-Key: {key.Subject,-13} {string.Join(", ", key.Roles)}"
                + (key.Stores is null ? "" : $"; store {string.Join(", ", key.Stores)}"));
    }
}
