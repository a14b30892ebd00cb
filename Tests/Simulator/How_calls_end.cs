using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using PosSaga.Simulator;

namespace PosSaga.Tests.Simulator;

public sealed class How_calls_end
{
    [Fact]
    public void After_thirty_seconds_the_caller_stops_waiting_and_the_call_goes_on()
    {
        var world = new ProbeSilo();
        var start = world.Scheduler.Time.GetUtcNow();
        world.Run(async () =>
        {
            await Assert.ThrowsAsync<TimeoutException>(() => world.Get<IProbeGrain>("t/a").Work("slow", 40));
            Assert.InRange((world.Scheduler.Time.GetUtcNow() - start).TotalSeconds, 30, 30.1);
            await world.Wait(11);
        });
        Assert.Equal(["t/a activated", "slow begins", "slow ends"], world.Log.Lines);
    }

    [Fact]
    public void An_exception_crosses_with_its_stack()
    {
        var world = new ProbeSilo();
        world.Run(async () =>
        {
            var error = await Assert.ThrowsAsync<InvalidOperationException>(
                () => world.Get<IProbeGrain>("t/a").Throw("no"));
            Assert.Equal("no", error.Message);
            Assert.Contains("ProbeGrain.Throw", error.StackTrace, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_failed_activation_fails_its_calls_and_the_next_call_tries_anew()
    {
        var world = new ProbeSilo();
        var probe = world.Get<IProbeGrain>("t/broken-once");
        world.Run(async () =>
        {
            var error = await Assert.ThrowsAsync<InvalidOperationException>(probe.Count);
            Assert.Equal("cannot activate", error.Message);
            Assert.Equal(1, await probe.Count());
        });
    }

    [Theory]
    [InlineData(CallFate.LoseRequest, 1)]
    [InlineData(CallFate.LoseReply, 2)]
    public void A_lost_call_times_out_and_only_its_effect_tells_where_it_was_lost(CallFate fate, int countAfter)
    {
        var world = new ProbeSilo();
        var probe = world.Get<IProbeGrain>("t/a");
        world.Run(async () =>
        {
            world.Silo.Fates = (_, _) => fate;
            await Assert.ThrowsAsync<TimeoutException>(probe.Count);
            world.Silo.Fates = null;
            Assert.Equal(countAfter, await probe.Count());
        });
    }

    [Fact]
    public void Nobody_waits_for_a_one_way_call()
    {
        var world = new ProbeSilo();
        world.Run(async () =>
        {
            await world.Get<IProbeGrain>("t/a").Whisper("psst");
            await world.Wait(1);
        });
        Assert.Contains("psst", world.Log.Lines);
    }

    [Fact]
    public void References_carry_identity_arguments_and_value_tasks()
    {
        var world = new ProbeSilo();
        world.Run(async () =>
        {
            var probe = world.Get<IProbeGrain>("t/a");
            Assert.Equal(GrainId.Create("probe", "t/a"), probe.GetGrainId());
            Assert.Equal("t/a", probe.GetPrimaryKeyString());
            Assert.Equal(probe, world.Get<IProbeGrain>("t/a"));
            Assert.Equal("t/a knows probe/t/b", await probe.AskOther("t/b"));
            Assert.Equal(5, await probe.Add(2, 3));
        });
    }

    [Fact]
    public void The_request_context_travels_to_the_grain_and_not_back()
    {
        var world = new ProbeSilo();
        world.Run(async () =>
        {
            var probe = world.Get<IProbeGrain>("t/a");
            RequestContext.Set("trace", "abc");
            Assert.Equal("abc", await probe.Context("trace"));
            RequestContext.Clear();
            Assert.Null(await probe.Context("trace"));
        });
    }

    [Fact]
    public void Filters_stand_around_a_call_on_both_sides()
    {
        var world = new ProbeSilo(services: s => s
            .AddSingleton<IOutgoingGrainCallFilter, Doorman>()
            .AddSingleton<IIncomingGrainCallFilter, Doorman>());
        world.Run(async () =>
        {
            Assert.Equal(105, await world.Get<IProbeGrain>("t/a").Add(2, 3));
            Assert.Equal("yes", await world.Get<IProbeGrain>("t/a").Context("outgoing"));
            await Assert.ThrowsAsync<UnauthorizedAccessException>(() => world.Get<IProbeGrain>("t/a").Throw("x"));
        });
        Assert.Equal(["in", "Add", "out"], world.Log.Lines.Where(l => l is "in" or "Add" or "out"));
    }

    private sealed class Doorman(ProbeLog log) : IIncomingGrainCallFilter, IOutgoingGrainCallFilter
    {
        public async Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.MethodName == nameof(IProbeGrain.Throw))
                throw new UnauthorizedAccessException();
            if (context.MethodName != nameof(IProbeGrain.Add))
            {
                await context.Invoke();
                return;
            }

            log.Add(context.MethodName);
            await context.Invoke();
            context.Result = (int)context.Result! + 100;
        }

        public async Task Invoke(IOutgoingGrainCallContext context)
        {
            RequestContext.Set("outgoing", "yes");
            if (context.MethodName == nameof(IProbeGrain.Add))
                log.Add("in");
            await context.Invoke();
            if (context.MethodName == nameof(IProbeGrain.Add))
                log.Add("out");
        }
    }
}
