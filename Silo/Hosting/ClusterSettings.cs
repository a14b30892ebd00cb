using System.Net;
using Microsoft.Extensions.Configuration;
using PosSaga.Journal;

namespace PosSaga.Silo.Hosting;

/// <summary>What a process is in its cluster.</summary>
public enum ClusterMode
{
    /// <summary>A silo with the front end in it.</summary>
    Both,

    /// <summary>Grains only.</summary>
    Silo,

    /// <summary>Front end only: its grains live in the silos of the cluster.</summary>
    Client,
}

/// <summary>Bound from the section <c>Cluster</c>; where this process is reached comes from <c>POD_IP</c> and
/// <c>POD_NAME</c>, as Kubernetes gives them.</summary>
public sealed class ClusterSettings
{
    public const string Section = "Cluster";

    public ClusterMode Mode { get; set; } = ClusterMode.Both;

    /// <summary>Processes of one id find each other.</summary>
    public string ClusterId { get; set; } = "possaga";

    /// <summary>Stays the same when a cluster is replaced by another one with the same data.</summary>
    public string ServiceId { get; set; } = "possaga";

    /// <summary>Where other silos connect. With a journal in a file, which no other silo shares: any free port unless
    /// one is set.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>Where front ends connect; likewise.</summary>
    public int GatewayPort { get; set; } = 30000;

    /// <summary>Whether silos keep what the runtime's dashboard shows. Every call is measured for it.</summary>
    public bool Dashboard { get; set; } = true;

    /// <summary>Null: connections are not encrypted.</summary>
    public ClusterTlsSettings? Tls { get; set; }

    /// <summary>The address that other members are told; null lets the runtime choose.</summary>
    public IPAddress? Address { get; private set; }

    /// <summary>Null lets the runtime choose.</summary>
    public string? SiloName { get; private set; }

    /// <summary>Whether other processes can be members: they share the journal, which a file cannot be.</summary>
    public bool IsShared { get; private set; }

    /// <exception cref="JournalConfigurationException">Something cannot be right; the message names the
    /// key.</exception>
    public static ClusterSettings From(IConfiguration configuration)
    {
        var settings = configuration.SettingsOf<ClusterSettings>(Section);
        settings.SiloName = configuration["POD_NAME"] is { Length: > 0 } name ? name : null;
        settings.Address = AddressOf(configuration["POD_IP"]);
        var journal = configuration[JournalOptions.ConnectionKey];
        settings.IsShared = JournalConnection.KindOf(journal) == JournalKind.Postgres;
        if (!settings.IsShared)
            settings.TakeFreePorts(configuration);
        settings.Check();
        return settings;
    }

    private static IPAddress? AddressOf(string? text) => string.IsNullOrEmpty(text) ? null
        : IPAddress.TryParse(text, out var address) ? address
        : throw new JournalConfigurationException($"POD_IP is no address: {text}");

    // A silo alone is reached by nobody else, so any ports will do: two copies of the system run side by side.
    private void TakeFreePorts(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        if (section[nameof(SiloPort)] is null)
            SiloPort = LoopbackPorts.Free();
        if (section[nameof(GatewayPort)] is null)
            GatewayPort = LoopbackPorts.Free(except: SiloPort);
    }

    private void Check()
    {
        Require(Enum.IsDefined(Mode), $"{Section}:Mode is Silo, Client or Both.");
        Require(ClusterId.Length > 0, $"{Section}:ClusterId is empty.");
        Require(ServiceId.Length > 0, $"{Section}:ServiceId is empty.");
        Require(SiloPort is > 0 and < 65_536, $"{Section}:SiloPort is no port: {SiloPort}.");
        Require(GatewayPort is > 0 and < 65_536, $"{Section}:GatewayPort is no port: {GatewayPort}.");
        Require(SiloPort != GatewayPort, $"{Section}:SiloPort and {Section}:GatewayPort are the same.");
        Require(
            Mode == ClusterMode.Both || IsShared,
            $"{Section}:Mode={Mode} shares its journal with other processes: "
            + $"{JournalOptions.ConnectionKey} must be PostgreSQL.");
        Tls?.Check();
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
            throw new JournalConfigurationException(message);
    }
}

/// <summary>PEM files. Whoever has a certificate of the authority is a member: it signs for this cluster and nothing
/// else.</summary>
public sealed class ClusterTlsSettings
{
    public string Certificate { get; set; } = "";

    public string Key { get; set; } = "";

    public string Authority { get; set; } = "";

    internal void Check()
    {
        foreach (var (name, path) in new[]
            {
                (nameof(Certificate), Certificate), (nameof(Key), Key), (nameof(Authority), Authority),
            })
            if (!File.Exists(path))
                throw new JournalConfigurationException(
                    $"{ClusterSettings.Section}:Tls:{name} must name a readable PEM file; '{path}' is none.");
    }
}
