using Microsoft.Extensions.Hosting;

namespace PosSaga.Silo.Streams;

/// <summary>Runs the streams of this process, from when the tables are there.</summary>
internal sealed class StreamService(StreamRunner runner) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => runner.Run(stoppingToken);
}

/// <summary>Stops the streams before the silo: what is being delivered needs its grains.</summary>
internal sealed class StreamsStopFirst(StreamService streams) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => streams.StopAsync(cancellationToken);
}
