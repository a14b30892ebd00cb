using Microsoft.Extensions.DependencyInjection;
using Orleans;
using PosSaga.Claims;
using PosSaga.Simulator;
using PosSaga.Inventory;
using PosSaga.Journal;
using PosSaga.Journal.Providers;
using PosSaga.Refunds;
using PosSaga.Silo;
using PosSaga.Silo.Hosting;
using PosSaga.Silo.Streaming;
using PosSaga.Silo.Watchdog;

namespace PosSaga.Tests.Simulation;

/// <summary>What a silo has beside the order sagas: streams, what was put aside from them, a watchdog for
/// refunds.</summary>
internal static class ComplaintParts
{
    public static void AddComplaints(this IServiceCollection services, World world, SeededRandom random)
    {
        var (plant, jitter) = (world.Plant, random.Fork());
        services.AddSingleton(world.Journal.System.Database);
        services.AddSingleton(plant.Checkpoints(world, world.Journal));
        services.AddSingleton(plant.Letters(world.Journal));
        services.AddStreamRoutes(plant.Routes);
        services.AddSingleton(new StreamOptions
        {
            // Short enough that the end of the window and of a page is met, and that a look costs few turns.
            WindowMax = 16,
            PageMax = 10,
            InFlightMax = 4,
            // Two lost calls in a row, and it is put aside: that must be met, too.
            AttemptsMax = 2,
            TimeoutsMax = 2,
            KeepEvery = TimeSpan.FromSeconds(1),
            QueuesPerPartition = 1,
            NudgeAfter = TimeSpan.FromSeconds(10),
            Random = () => World.NextDouble(jitter),
        });
        services.AddTransient<JournalQueueAdapter>();
        services.AddSingleton<IReturnAcceptance>(new Choosy(world, random.Fork()));
        services.AddSingleton(plant.StuckRefunds(world.Complaints!));
        services.AddSingleton<IUnfinishedClaims>(world.Complaints!);
        services.AddSingleton<RefundPatrol>();
        services.AddTransient<RecoverySweep, RefundRecoverySweep>();
        if (plant.Calls is { } calls)
            services.AddSingleton<IOutgoingGrainCallFilter>(new Planted(calls));
    }

    private sealed class Planted(Func<IOutgoingGrainCallContext, Task> calls) : IOutgoingGrainCallFilter
    {
        public Task Invoke(IOutgoingGrainCallContext context) => calls(context);
    }

    /// <summary>Refuses returns now and then.</summary>
    private sealed class Choosy(World world, SeededRandom random) : IReturnAcceptance
    {
        public bool Accepts(string stock, RestockGoods goods) =>
            world.Weather.IsClear || !random.Chance(world.Climate.Complaints!.ReturnsRefused);
    }
}
