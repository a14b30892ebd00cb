using PosSaga.Silo.Hosting;

namespace PosSaga.Api;

/// <summary>Where the program listens when nobody said where.</summary>
internal static class FreePort
{
    private const int Usual = 5000;

    private static readonly string[] Settings = ["urls", "http_ports", "https_ports"];

    /// <summary>In Development a second copy listens on another port instead of ending at once; the banner says
    /// where.</summary>
    public static void UseAnyFreePort(this WebApplicationBuilder builder)
    {
        var isSet = Settings.Any(key => builder.Configuration[key] is not null)
            || builder.WebHost.GetSetting(WebHostDefaults.ServerUrlsKey) is not null
            || builder.Configuration.GetSection("Kestrel:Endpoints").Exists();
        if (builder.Environment.IsDevelopment() && !isSet && !LoopbackPorts.IsFree(Usual))
            builder.WebHost.UseUrls($"http://localhost:{LoopbackPorts.Free()}");
    }
}
