using System.Net.Sockets;
using PosSaga.Cli;
using PosSaga.Tests.Api;

namespace PosSaga.Tests.Cli;

/// <summary>Wrong arguments, no server, a wrong key: each says in a sentence what to do, and has its exit
/// code.</summary>
[Collection(ApiCollection.Name)]
[Trait(Categories.Name, Categories.System)]
public sealed class When_pos_cannot_do_it(ApiHost host)
{
    [Theory]
    [InlineData("Try: pos --help")]
    [InlineData("Try: pos order --help", "order")]
    [InlineData("Try: pos order show --help", "order", "show")]
    [InlineData("Try: pos order show --help", "order", "show", "a", "b")]
    [InlineData("needsOperator", "saga", "list", "--state", "asleep")]
    [InlineData("--limit takes a number from 1 to", "order", "list", "--limit", "0")]
    [InlineData("--output takes table or json", "order", "list", "--output", "xml")]
    [InlineData("'--reason' is required", "order", "cancel", "o-1")]
    [InlineData("not both", "saga", "retry", "o-1", "--state", "waiting", "--reason", "why")]
    [InlineData("Say which", "saga", "retry", "--reason", "why")]
    [InlineData("is no http address", "verify", "--server", "somewhere")]
    [InlineData("pos profile list", "verify", "--profile", "nobody", "--server", "http://other.test")]
    public async Task Wrong_arguments_are_named(string says, params string[] arguments)
    {
        // Where a server is typed and no key is in the environment, profiles are asked.
        using var pos = new Pos(host.Address) { Key = arguments.Contains("--profile") ? null : Calls.Ops };
        var said = (await pos.Run(arguments)).Is(ExitCodes.Usage);
        Assert.Contains(says, said.Error, StringComparison.Ordinal);
        Assert.Empty(said.Out);
    }

    [Fact] public async Task Without_a_server_or_a_key_it_says_how_to_name_them()
    {
        using var nowhere = new Pos(null);
        var server = (await nowhere.Run("verify")).Is(ExitCodes.Usage).Error;
        Assert.Contains("POS_SERVER", server, StringComparison.Ordinal);
        using var keyless = new Pos(host.Address) { Key = null };
        var key = (await keyless.Run("verify")).Is(ExitCodes.Usage).Error;
        Assert.Contains("POS_API_KEY", key, StringComparison.Ordinal);
    }

    [Fact] public async Task A_server_that_is_not_there_is_not_reachable()
    {
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var address = new Uri($"http://{taken.LocalEndpoint}");
        taken.Stop();
        using var pos = new Pos(address);
        var said = (await pos.Run("verify")).Is(ExitCodes.NotReachable);
        Assert.Contains("Is the system running", said.Error, StringComparison.Ordinal);
    }

    [Theory, InlineData("wrong", "does not know this key"), InlineData("demo-agent", "may not do that")]
    public async Task A_wrong_key_is_not_authorised(string key, string says)
    {
        using var pos = new Pos(host.Address) { Key = key };
        var said = (await pos.Run("saga", "list")).Is(ExitCodes.NotAuthorised);
        Assert.Contains(says, said.Error, StringComparison.Ordinal);
        Assert.Contains("POS_API_KEY", said.Error, StringComparison.Ordinal);
        Assert.Empty(said.Out);
    }

    [Fact] public async Task What_the_server_refuses_is_told_with_its_trace()
    {
        using var pos = new Pos(host.Address);
        var said = (await pos.Run("order", "show", "nobody", "--output", "json")).Is(ExitCodes.Refused);
        Assert.StartsWith("Refused: 404", said.Error, StringComparison.Ordinal);
        Assert.Contains("trace", said.Error, StringComparison.Ordinal);
        Assert.Empty(said.Out);
        Assert.Contains(
            "no such dead letter", (await pos.Run("dead-letter", "show", "none")).Is(ExitCodes.Refused).Error,
            StringComparison.Ordinal);
    }
}
