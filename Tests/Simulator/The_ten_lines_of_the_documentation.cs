using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using PosSaga.Simulator;

namespace PosSaga.Tests.Simulator;

public sealed class The_ten_lines_of_the_documentation
{
    [Fact]
    public async Task Run()
    {
        var scheduler = new DeterministicScheduler(seed: 42);
        await using var services = new ServiceCollection().AddSimulatedSilo(scheduler).BuildServiceProvider();
        var silo = services.GetRequiredService<SimulatedSilo>();
        scheduler.Run(async () =>
        {
            var counter = silo.Grains.GetGrain<ICounterGrain>("a");
            await Task.WhenAll(counter.Add(1), counter.Add(2));
            await Task.Delay(TimeSpan.FromMinutes(10), scheduler.Time);
            Assert.Equal(3, await counter.Get());
        });
    }

    [Theory, InlineData("README.md"), InlineData("docs/simulator.md")]
    public void Are_these(string file)
    {
        var here = File.ReadAllLines(ThisFile()).Select(line => line.Trim()).ToArray();
        var first = Array.FindIndex(here, line => line == "var scheduler = new DeterministicScheduler(seed: 42);");
        var documentation = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", file));
        var lines = documentation.Split("```csharp\n")[1].Split("```")[0]
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(10, lines.Length);
        Assert.Equal(lines, here.Skip(first).Take(lines.Length));
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}

public interface ICounterGrain : IGrainWithStringKey
{
    Task Add(int by);

    Task<int> Get();
}

internal sealed class CounterGrain : Grain, ICounterGrain
{
    private int sum;

    public Task Add(int by)
    {
        sum += by;
        return Task.CompletedTask;
    }

    public Task<int> Get() => Task.FromResult(sum);
}
