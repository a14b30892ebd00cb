using System.CommandLine;
using PosSaga.Cli.Profiles;
using PosSaga.Client;

namespace PosSaga.Cli;

/// <summary>Which system, with which key: what is typed goes before the environment, and that before the
/// profile.</summary>
internal static class Connection
{
    public const string ServerVariable = "POS_SERVER";
    public const string KeyVariable = "POS_API_KEY";

    // A person waits: a few attempts, but time enough for a journal to be verified.
    private const int Attempts = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static PosSagaClient Open(ParseResult parsed)
    {
        var (server, key) = Find(parsed);
        return PosSagaClient.Connect(new PosSagaClientOptions
        {
            BaseAddress = server, ApiKey = key, MaxAttempts = Attempts, Deadline = Patience, AttemptTimeout = Patience,
        });
    }

    private static (Uri Server, string Key) Find(ParseResult parsed)
    {
        var typed = parsed.GetValue(GlobalOptions.Server) ?? FromEnvironment();
        var ownKey = Environment.GetEnvironmentVariable(KeyVariable);
        var profile = typed is null || string.IsNullOrEmpty(ownKey) ? FindProfile(parsed) : null;
        var server = typed ?? profile?.Server ?? throw new UsageException(
            $"No server is named: give --server, set {ServerVariable}, or pos profile add NAME --server URL.");
        // A profile's key goes to its own server only.
        var key = !string.IsNullOrEmpty(ownKey) ? ownKey : profile?.Server == server ? profile.Key : null;
        return (server, key ?? throw new UsageException(
            $"There is no key for {server}: set {KeyVariable}, or pos profile add NAME --server {server}."));
    }

    private static Uri? FromEnvironment() => Environment.GetEnvironmentVariable(ServerVariable) is { Length: > 0 } text
        ? GlobalOptions.ToAddress(text)
            ?? throw new UsageException($"{ServerVariable} is no http address, such as http://localhost:5000.")
        : null;

    private static Profile? FindProfile(ParseResult parsed)
    {
        var profiles = ProfileStore.Read();
        if (parsed.GetValue(GlobalOptions.Profile) is not { } name)
            return profiles.Find(profiles.Current);
        return profiles.Find(name) ?? throw new UsageException(
            $"There is no profile '{name}': pos profile list names those there are.");
    }
}
