using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Npgsql;
using PosSaga.Journal;
using PosSaga.Silo.Notifications;

namespace PosSaga.Silo.Hosting;

/// <summary>Outside of Development nothing goes over a network in clear, between silos, to the database or to the mail
/// server, unless the configuration accepts it in so many words. Checked before anything is connected.</summary>
public sealed class EncryptionRequired(
    ClusterSettings cluster, IConfiguration configuration, IHostEnvironment environment) : IHostedService
{
    /// <summary>What <c>Unencrypted:Silos</c>, <c>:Database</c>, <c>:Mail</c> have to say.</summary>
    public const string Accepted = "accepted";

    private const string Section = "Unencrypted";

    /// <exception cref="JournalConfigurationException">Something would be sent in clear; the message names the setting
    /// that encrypts it and the one that accepts it.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        CheckDatabase();
        if (cluster is { IsShared: true, Tls: null })
            Require("Silos", "Cluster:Tls");
        var mail = configuration.SettingsOf<SmtpOptions>("Notifications:Smtp");
        if (mail is { Host: { Length: > 0 } host, Tls: false } && !IsHere(host))
            Require("Mail", "Notifications:Smtp:Tls");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <exception cref="JournalConfigurationException">As with <see cref="StartAsync"/>.</exception>
    public void CheckDatabase()
    {
        if (!cluster.IsShared)
            return;
        var connection = new NpgsqlConnectionStringBuilder(configuration[JournalOptions.ConnectionKey]);
        if (connection.SslMode is not (SslMode.Require or SslMode.VerifyCA or SslMode.VerifyFull)
            && !(connection.Host ?? "").Split(',').All(IsHere))
            Require("Database", $"SSL Mode=VerifyFull in {JournalOptions.ConnectionKey}");
    }

    private void Require(string what, string setting)
    {
        if (!environment.IsDevelopment() && configuration[$"{Section}:{what}"] != Accepted)
            throw new JournalConfigurationException(
                $"Outside of Development this needs {setting}, or {Section}:{what}={Accepted} where the network is "
                + "trusted.");
    }

    // A socket in the file system, or this machine itself: no network is between.
    private static bool IsHere(string host) => host.StartsWith('/') || host == "localhost"
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
