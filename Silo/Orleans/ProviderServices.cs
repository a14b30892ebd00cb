using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.EventSourcing;
using Orleans.Runtime;
using Orleans.Serialization;

namespace PosSaga.Silo;

/// <summary>What a log-consistency provider is handed for one activation.</summary>
/// <remarks>Not the runtime's own, which makes a logger for each activation: that takes a lock of the process and spells the
/// logger's name anew, some four times per order.</remarks>
internal sealed class ProviderServices(IGrainContext activation, string cluster, DeepCopier copier, ILogger log)
    : ILogConsistencyProtocolServices
{
    public GrainId GrainId => activation.GrainId;

    public string MyClusterId => cluster;

    public T DeepCopy<T>(T value) => copier.Copy(value)!;

    public void ProtocolError(string msg, bool throwexception)
    {
        log.LogError("{Grain}: {Error}", GrainId, msg);
        if (throwexception)
            throw new OrleansException($"{GrainId}: {msg}");
    }

    public void CaughtException(string where, Exception e) =>
        log.LogError(e, "{Grain} failed at {Where}", GrainId, where);

    public void CaughtUserCodeException(string callback, string where, Exception e) =>
        log.LogWarning(e, "{Grain} failed in {Callback} at {Where}", GrainId, callback, where);

    public void Log(LogLevel level, string format, params object[] args)
    {
        if (log.IsEnabled(level))
            log.Log(level, "{Grain}: {Text}", GrainId, string.Format(CultureInfo.InvariantCulture, format, args));
    }

    public static void AddTo(IServiceCollection services) =>
        services.AddSingleton<Factory<IGrainContext, ILogConsistencyProtocolServices>>(provider =>
        {
            var log = provider.GetRequiredService<ILogger<ProviderServices>>();
            var copier = provider.GetRequiredService<DeepCopier>();
            var cluster = provider.GetRequiredService<ILocalSiloDetails>().ClusterId;
            return activation => new ProviderServices(activation, cluster, copier, log);
        });
}
