using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using PosSaga.Journal;
using IPNetwork = System.Net.IPNetwork;

namespace PosSaga.Api;

/// <summary>Who is believed about whom a request comes from, under <c>ForwardedHeaders:Networks</c>: addresses or
/// networks of our own proxies. From anybody else the headers are what a stranger wrote.</summary>
internal static class KnownProxies
{
    private const string Section = "ForwardedHeaders:Networks";

    public static void UseKnownProxies(this WebApplication app)
    {
        var networks = app.Configuration.GetSection(Section).GetChildren()
            .Select((entry, index) => Read(entry.Value, index)).ToList();
        if (networks.Count == 0)
            return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            // As many as there are of ours in a row; the first that is not ours is the caller.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        networks.ForEach(options.KnownIPNetworks.Add);
        app.UseForwardedHeaders(options);
    }

    private static IPNetwork Read(string? text, int index) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw new JournalConfigurationException(
            $"{Section}:{index} must be an address or a network such as 10.1.0.0/16.");
}
