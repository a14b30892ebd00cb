using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using PosSaga.Api;
using PosSaga.Journal;

namespace PosSaga.Tests.Api;

/// <summary>Only our own are believed about whom a request comes from.</summary>
public sealed class When_a_proxy_is_between
{
    [Theory]
    [InlineData("10.1.0.0/16", "10.1.2.3", "203.0.113.7", "203.0.113.7")]
    [InlineData("10.1.2.3", "10.1.2.3", "203.0.113.7", "203.0.113.7")]
    [InlineData("10.1.0.0/16", "10.2.0.1", "203.0.113.7", "10.2.0.1")]
    [InlineData("10.1.0.0/16", "10.1.2.3", "198.51.100.1, 203.0.113.7, 10.1.9.9", "203.0.113.7")]
    [InlineData(null, "10.1.2.3", "203.0.113.7", "10.1.2.3")]
    public async Task The_caller_is_the_first_that_is_not_ours(string? known, string from, string said, string caller)
    {
        await using var app = App(known);
        app.UseKnownProxies();
        var seen = "";
        app.Run(http =>
        {
            seen = http.Connection.RemoteIpAddress!.ToString();
            return Task.CompletedTask;
        });
        var http = new DefaultHttpContext { RequestServices = app.Services };
        http.Connection.RemoteIpAddress = IPAddress.Parse(from);
        http.Request.Headers["X-Forwarded-For"] = said;
        await ((IApplicationBuilder)app).Build()(http);
        Assert.Equal(caller, seen);
    }

    [Fact] public void What_is_no_network_ends_the_start() =>
        Assert.Throws<JournalConfigurationException>(App("the ingress").UseKnownProxies);

    private static WebApplication App(string? known)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(
            known is null ? [] : [new KeyValuePair<string, string?>("ForwardedHeaders:Networks:0", known)]);
        return builder.Build();
    }
}
