using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PosSaga.Journal;

namespace PosSaga.Silo.Hosting;

/// <summary>Brings a process up while its host already listens, step by step. A database or a cluster that is away is
/// waited for; a setting that can never be right, or a silo that could not start, ends the process with its
/// message.</summary>
internal abstract class Startup(
    IEnumerable<PostMigrationService> late, IServiceProvider services, StartupProgress progress,
    IHostApplicationLifetime lifetime, TimeProvider clock, ILogger log) : BackgroundService
{
    protected static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly List<IHostedService> _running = [];

    protected abstract Task Steps(CancellationToken cancellation);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Steps(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        catch (Exception error) when (IsFatal(error))
        {
            log.LogCritical(error.InnerException, "{Message}", error.Message);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var service in Enumerable.Reverse(_running))
            await service.StopAsync(cancellationToken);
    }

    protected async Task Step(string name, Func<CancellationToken, Task> step, CancellationToken cancellation)
    {
        while (true)
        {
            progress.Set(name, StartupState.Running);
            try
            {
                await step(cancellation);
                progress.Set(name, StartupState.Done);
                return;
            }
            catch (Exception error) when (!IsFatal(error) && !cancellation.IsCancellationRequested)
            {
                log.LogWarning(error, "Start: {Step} failed, trying again", name);
                progress.Set(name, StartupState.Failed, error.GetType().Name);
                await Task.Delay(RetryAfter, clock, cancellation);
            }
        }
    }

    protected async Task StartLate(CancellationToken cancellation)
    {
        foreach (var registered in late.Skip(_running.Count).ToList())
        {
            try
            {
                var service = registered.Create(services);
                await service.StartAsync(cancellation);
                _running.Add(service);
            }
            catch (Exception error) when (registered.Once && !cancellation.IsCancellationRequested)
            {
                throw new StartFailedException("The silo could not start.", error);
            }
        }
    }

    private static bool IsFatal(Exception error) => error is JournalConfigurationException or StartFailedException;

    private sealed class StartFailedException(string message, Exception inner) : Exception(message, inner);
}
