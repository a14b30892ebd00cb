using System.Globalization;
using Microsoft.Extensions.Logging;
using Orleans.EventSourcing;
using Orleans.Runtime;

namespace PosSaga.Embedded;

/// <summary>What an adaptor gets from the runtime.</summary>
internal sealed class ProtocolServices(GrainActivation activation) : ILogConsistencyProtocolServices
{
    public GrainId GrainId => activation.GrainId;

    public string MyClusterId => "embedded";

    /// <summary>Nothing here is ever changed in place, so nothing needs a copy.</summary>
    public T DeepCopy<T>(T value) => value;

    public void ProtocolError(string msg, bool throwexception)
    {
        if (throwexception)
            throw new OrleansException($"{msg} (grain {GrainId})");
        Log(LogLevel.Error, "{0}", msg);
    }

    public void CaughtException(string where, Exception e) => activation.LogFailure(e, where);

    public void CaughtUserCodeException(string callback, string where, Exception e) =>
        activation.LogFailure(e, $"{callback} in {where}");

    public void Log(LogLevel level, string format, params object[] args)
    {
        if (activation.Silo.Log.IsEnabled(level))
            activation.Silo.Log.Log(
                level, "{Grain} {Message}", GrainId, string.Format(CultureInfo.InvariantCulture, format, args));
    }
}
