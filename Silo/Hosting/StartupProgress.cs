namespace PosSaga.Silo.Hosting;

public enum StartupState { Waiting, Running, Done, Failed }

/// <param name="Detail">What it waits for, or why it failed; never a connection string.</param>
public sealed record StartupStep(string Name, StartupState State, string? Detail = null);

/// <summary>How far the start is. Written by <see cref="Startup"/>, read by the health page.</summary>
public sealed class StartupProgress(IEnumerable<string> steps)
{
    public const string Migrations = "migrations";
    public const string Silo = "silo";
    public const string Cluster = "cluster";
    public const string DemoData = "demoData";
    public const string Projections = "projections";

    private readonly Lock _gate = new();
    private volatile StartupStep[] _steps = [.. steps.Select(name => new StartupStep(name, StartupState.Waiting))];
    private volatile bool _isOver;

    public static StartupProgress OfSilo => new([Migrations, Silo, DemoData, Projections]);

    public static StartupProgress OfClient => new([Migrations, Cluster]);

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
