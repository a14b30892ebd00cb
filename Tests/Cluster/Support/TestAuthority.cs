using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PosSaga.Tests.Cluster.Support;

/// <summary>A certificate authority of a test's own, and certificates that it signed, as PEM files.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly OidCollection BothUses = [new("1.3.6.1.5.5.7.3.1"), new("1.3.6.1.5.5.7.3.2")];

    private readonly string _directory = Directory.CreateTempSubdirectory("possaga-tls-").FullName;
    private readonly X509Certificate2 _root;
    private int _members;

    public TestAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=a cluster's authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(AuthorityFile, _root.ExportCertificatePem());
    }

    private string AuthorityFile => Path.Combine(_directory, "ca.pem");

    /// <summary>Settings of a member with a certificate of its own.</summary>
    public IEnumerable<(string Key, string Value)> Member()
    {
        var name = Path.Combine(_directory, $"member-{Interlocked.Increment(ref _members)}");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=a member", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(BothUses, critical: false));
        using var signed = request.Create(
            _root, DateTimeOffset.UtcNow.AddMinutes(-4), DateTimeOffset.UtcNow.AddHours(12), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(name + ".pem", signed.ExportCertificatePem());
        File.WriteAllText(name + ".key", key.ExportPkcs8PrivateKeyPem());
        return
        [
            ("Cluster:Tls:Certificate", name + ".pem"),
            ("Cluster:Tls:Key", name + ".key"),
            ("Cluster:Tls:Authority", AuthorityFile),
        ];
    }

    public void Dispose()
    {
        _root.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
