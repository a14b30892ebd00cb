using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orleans.Connections.Security;
using Orleans.Hosting;
using PosSaga.Silo.Hosting;

namespace PosSaga.Silo;

/// <summary>Mutual TLS between silos and from front ends to silos: both sides need a certificate of the cluster's own
/// authority. Names are not compared, because pods change addresses and the authority signs members only.</summary>
internal sealed class ClusterTls(ClusterTlsSettings settings)
{
    // TLS needs a name; the peer does not compare it.
    private const string TargetHost = "possaga-cluster";

    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private readonly Lock _loading = new();
    private string _pem = "";
    private X509Certificate2? _own;

    public static ISiloBuilder Use(ISiloBuilder silo, ClusterTlsSettings? settings) =>
        settings is null ? silo : silo.UseTls(new ClusterTls(settings).Configure);

    public static IClientBuilder Use(IClientBuilder client, ClusterTlsSettings? settings) =>
        settings is null ? client : client.UseTls(new ClusterTls(settings).Configure);

    private void Configure(TlsOptions tls)
    {
        // Fails here, at start, when certificate and key do not match.
        tls.LocalCertificate = Own();
        // Called per handshake, so that a renewed certificate needs no restart.
        tls.LocalServerCertificateSelector = (_, _) => Own();
        tls.LocalClientCertificateSelector = (_, _, _, _, _) => Own();
        tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.RemoteCertificateValidation = IsMember;
        tls.OnAuthenticateAsClient = static (_, client) => client.TargetHost = TargetHost;
    }

    private X509Certificate2 Own()
    {
        lock (_loading)
        {
            try
            {
                var pem = File.ReadAllText(settings.Certificate) + File.ReadAllText(settings.Key);
                if (pem != _pem)
                    (_own, _pem) = (X509Certificate2.CreateFromPemFile(settings.Certificate, settings.Key), pem);
            }
            catch (Exception e) when (_own is not null && e is IOException or CryptographicException)
            {
                // In the middle of a renewal certificate and key do not match; the ones before are still valid.
            }
            return _own!;
        }
    }

    private bool IsMember(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return false;
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.ImportFromPemFile(settings.Authority);
        // The authority has no revocation list: a leaked certificate means a new authority.
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return own.Build(certificate) && IsFor(certificate, ServerUse) && IsFor(certificate, ClientUse);
    }

    // Members are server and client: a certificate with extended key usages must have both.
    private static bool IsFor(X509Certificate2 certificate, string use) =>
        certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault() is not { } uses
        || uses.EnhancedKeyUsages.OfType<Oid>().Any(oid => oid.Value == use);
}
