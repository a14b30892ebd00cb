using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PosSaga.Journal;
using PosSaga.Notifications;
using PosSaga.Silo.Notifications;

namespace PosSaga.Tests.Notifications;

/// <summary>STARTTLS against a mail server in this process, with certificates of the test's own.</summary>
public sealed class When_mail_must_be_encrypted : IAsyncLifetime, IAsyncDisposable
{
    private readonly TinyMailServer _server = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("possaga-mail-").FullName;
    private readonly X509Certificate2 _certificate = SelfSigned("localhost", DateTimeOffset.UtcNow.AddDays(1));

    private static OutgoingMessage Mail { get; } =
        new("notification/demo/c-1@1/0", NotificationChannel.Email, "ana@example.com", "Claim received", "c-1");

    private string Authority => Path.Combine(_folder, "authority.pem");

    public Task InitializeAsync()
    {
        _server.Certificate = _certificate;
        return File.WriteAllTextAsync(Authority, _certificate.ExportCertificatePem());
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact] public async Task A_certificate_that_nobody_vouches_for_gets_no_mail()
    {
        Assert.Equal(new(SendResult.TlsRefused, "mail-server-certificate"), await Send(authority: null));
        Assert.Empty(_server.Mails);
    }

    [Fact] public async Task Nor_does_one_of_another_authority()
    {
        using var other = SelfSigned("localhost", DateTimeOffset.UtcNow.AddDays(1));
        _server.Certificate = other;
        Assert.Equal(new(SendResult.TlsRefused, "mail-server-certificate"), await Send(Authority));
        Assert.Empty(_server.Mails);
    }

    [Fact] public async Task Nor_one_of_another_name()
    {
        using var other = SelfSigned("elsewhere.example", DateTimeOffset.UtcNow.AddDays(1));
        _server.Certificate = other;
        await File.WriteAllTextAsync(Authority, other.ExportCertificatePem());
        Assert.Equal(new(SendResult.TlsRefused, "mail-server-certificate"), await Send(Authority));
        Assert.Empty(_server.Mails);
    }

    [Fact] public async Task Nor_one_that_has_run_out()
    {
        using var old = SelfSigned("localhost", DateTimeOffset.UtcNow.AddHours(-1));
        _server.Certificate = old;
        await File.WriteAllTextAsync(Authority, old.ExportCertificatePem());
        Assert.Equal(new(SendResult.TlsRefused, "mail-server-certificate"), await Send(Authority));
        Assert.Empty(_server.Mails);
    }

    [Fact] public async Task Nor_does_a_server_that_offers_no_encryption()
    {
        _server.Certificate = null;
        Assert.Equal(new(SendResult.TlsRefused, "mail-server-without-tls"), await Send(Authority));
        Assert.Empty(_server.Mails);
    }

    [Fact] public async Task A_wrong_password_is_a_matter_of_the_account()
    {
        _server.Account = ("shop", "right");
        Assert.Equal(
            new(SendResult.AccountRefused, "mail-account-refused"), await Send(Authority, ("shop", "wrong")));
        Assert.Equal(new(SendResult.AccountRefused, "mail-account-refused"), await Send(Authority));
        Assert.Empty(_server.Mails);
    }

    [Fact] public async Task It_arrives_encrypted_and_signed_in()
    {
        _server.Account = ("shop", "right");
        Assert.Equal(SendOutcome.Sent, await Send(Authority, ("shop", "right")));
        Assert.Equal("ana@example.com", Assert.Single(_server.Mails).To);
        Assert.Equal(1, _server.Encrypted);
    }

    [Fact] public void A_file_that_holds_no_certificate_is_named()
    {
        File.WriteAllText(Authority, "nothing");
        var error = Assert.Throws<JournalConfigurationException>(() => Sender(Authority));
        Assert.Contains("Notifications:Smtp:Authority", error.Message, StringComparison.Ordinal);
    }

    private async Task<SendOutcome> Send(string? authority, (string User, string Password)? account = null)
    {
        await using var sender = Sender(authority, account);
        return await sender.Send(Mail, default);
    }

    private SmtpSender Sender(string? authority, (string User, string Password)? account = null) => new(new SmtpOptions
    {
        Host = "localhost", Port = _server.Port, From = "shop@example.org", Tls = true, Authority = authority,
        User = account?.User, Password = account?.Password,
    });

    private static X509Certificate2 SelfSigned(string name, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), until);
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
