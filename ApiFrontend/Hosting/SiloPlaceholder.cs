namespace PosSaga.Silos;

public enum StartupState { Waiting, Running, Done, Failed }

/// <param name="Detail">What it waits for, or why it failed; never a connection string.</param>
public sealed record StartupStep(string Name, StartupState State, string? Detail = null);

/// <summary>How far the start is: migrations, demo data, projections. Written by the silo, read by the health page.</summary>
public sealed class StartupProgress(params IReadOnlyList<string> names)
{
    private readonly Lock _gate = new();
    private volatile StartupStep[] _steps = [.. names.Select(name => new StartupStep(name, StartupState.Waiting))];
    private volatile bool _isOver;

    /// <summary>Every step is done; it stays so.</summary>
    public bool IsOver => _isOver;

    public IReadOnlyList<StartupStep> Steps => _steps;

    public void Set(string name, StartupState state, string? detail = null)
    {
        lock (_gate)
        {
            _steps = [.. _steps.Select(step => step.Name == name ? new StartupStep(name, state, detail) : step)];
            _isOver |= _steps.All(step => step.State == StartupState.Done);
        }
    }
}

/// <summary>Stands where Silo composes journal, grains, gateway, read models and watchdog.</summary>
public static class SiloServices
{
    public static IServiceCollection AddPosSagaSilo(
        this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment) =>
        services.AddSingleton(new StartupProgress("migrations", "silo", "demoData", "projections"));
}
