using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Orleans.EventSourcing;

/// <summary>What the runtime lends to an adaptor.</summary>
public interface ILogConsistencyProtocolServices
{
    GrainId GrainId { get; }

    string MyClusterId { get; }

    T DeepCopy<T>(T value);

    void ProtocolError(string msg, bool throwexception);

    void CaughtException(string where, Exception e);

    void CaughtUserCodeException(string callback, string where, Exception e);

    void Log(LogLevel level, string format, params object[] args);
}

/// <summary>A grain that takes part in its adaptor's life: loaded before the grain's own activation code
/// runs.</summary>
public interface ILogConsistencyProtocolParticipant : IGrain
{
    Task PreActivateProtocolParticipant();

    Task PostActivateProtocolParticipant();

    Task DeactivateProtocolParticipant();
}

public interface IConnectionIssueListener
{
    void OnConnectionIssue(ConnectionIssue connectionIssue);

    void OnConnectionIssueResolved(ConnectionIssue connectionIssue);
}

/// <summary>Trouble between an adaptor and its storage.</summary>
public abstract class ConnectionIssue
{
    public DateTime TimeStamp { get; set; }

    public DateTime TimeOfFirstFailure { get; set; }

    public int NumberOfConsecutiveFailures { get; set; }

    public TimeSpan RetryDelay { get; set; }

    public abstract TimeSpan ComputeRetryDelay(TimeSpan? previous);
}

public interface ILogConsistencyDiagnostics
{
    void EnableStatsCollection();

    void DisableStatsCollection();

    LogConsistencyStatistics? GetStats();
}

public class LogConsistencyStatistics
{
    // Fields, because Orleans declares fields.
#pragma warning disable CA1051
    public Dictionary<string, long> EventCounters = [];
    public List<int> StabilizationLatenciesInMsecs = [];
#pragma warning restore CA1051
}
