using System.Net;
using Microsoft.AspNetCore.Http;
using PosSaga.Api;

namespace PosSaga.Tests.Api;

public sealed class When_requests_are_too_many
{
    [Fact] public async Task The_burst_is_let_in_and_then_as_many_as_the_rate_says()
    {
        await using var limits = new RateLimits(new() { RequestsPerSecond = 20, Burst = 3, FailuresPerMinute = 0 });

        Assert.Equal([200, 200, 200, 429], await Ask(limits, 4, "till"));
        await Eventually.Is(async () => (await Ask(limits, 1, "till"))[0] == 200, "that one is let in again");
    }

    [Fact] public async Task One_caller_does_not_use_up_anothers()
    {
        await using var limits = new RateLimits(new() { RequestsPerSecond = 0.001, Burst = 1, FailuresPerMinute = 0 });

        Assert.Equal([200, 429], await Ask(limits, 2, "a"));
        Assert.Equal([200], await Ask(limits, 1, "b"));
        Assert.Equal([200, 429], await Ask(limits, 2, null));
        Assert.Equal([200], await Ask(limits, 1, null, "10.0.0.2"));
    }

    [Fact] public async Task Whoever_is_refused_too_often_is_not_heard_and_those_beside_them_are()
    {
        await using var limits = new RateLimits(new() { RequestsPerSecond = 0, FailuresPerMinute = 3 });

        Assert.Equal([401, 401, 401, 429, 429], await Ask(limits, 5, null, answer: 401));
        Assert.Equal([200], await Ask(limits, 1, "till"));
        Assert.Equal([401], await Ask(limits, 1, null, "10.0.0.2", answer: 401));
    }

    [Theory]
    [InlineData("Production", 100, 60), InlineData("Staging", 100, 60), InlineData("Development", 0, 0)]
    public void It_is_on_unless_it_is_development(string environment, double requests, int failures)
    {
        var builder = Microsoft.AspNetCore.Builder.WebApplication.CreateSlimBuilder(
            new Microsoft.AspNetCore.Builder.WebApplicationOptions { EnvironmentName = environment });
        var settings = RateLimitSettings.From(builder.Configuration, builder.Environment);
        Assert.Equal((requests, failures), (settings.RequestsPerSecond, settings.FailuresPerMinute));
    }

    private static async Task<List<int>> Ask(
        RateLimits limits, int times, string? subject, string address = "10.0.0.1", int answer = 200)
    {
        var statuses = new List<int>();
        for (var i = 0; i < times; i++)
        {
            var http = new DefaultHttpContext();
            http.Request.Path = "/api/v1/stores";
            http.Connection.RemoteIpAddress = IPAddress.Parse(address);
            if (subject is not null)
                http.User = new(new CredentialClaims("demo", subject, [Roles.Cashier]).Identity("test"));
            await limits.Invoke(http, context =>
            {
                context.Response.StatusCode = answer;
                return Task.CompletedTask;
            });
            statuses.Add(http.Response.StatusCode);
            if (statuses[^1] == 429)
                Assert.True(int.Parse(http.Response.Headers.RetryAfter.ToString(), null) >= 1);
        }
        return statuses;
    }
}
