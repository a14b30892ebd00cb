using PosSaga.Simulator;
using PosSaga.Journal;

namespace PosSaga.Tests.Simulation;

/// <summary>Somebody at a screen: asks, asks again when no answer comes, and gives up some day.</summary>
internal abstract class Person(World world)
{
    protected World World => world;

    protected SeededRandom Random { get; } = world.Random.Fork();

    protected Task Pause(double secondsMax) => World.Wait(Random.Next(TimeSpan.Zero, TimeSpan.FromSeconds(secondsMax)));

    /// <summary>Null when it never brought an answer: whether it was done is not known then.</summary>
    protected async Task<T?> Persist<T>(Func<Task<T>> ask, int tries = 5) where T : class?
    {
        for (var i = 1; ; i++)
        {
            try
            {
                return await ask();
            }
            catch (Exception error) when (error is TimeoutException or JournalUnavailableException
                or Orleans.Runtime.SiloUnavailableException or StreamConflictException or KeyAnsweredException)
            {
                World.Weather.Count("client saw " + error.GetType().Name);
                if (i >= tries)
                    return null;
            }

            await Pause(2 * i);
        }
    }
}
