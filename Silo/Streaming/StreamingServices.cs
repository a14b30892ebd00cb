using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using PosSaga.Journal;
using PosSaga.Silo.Streams;

namespace PosSaga.Silo.Streaming;

public static class StreamingServices
{
    /// <summary>What both runtimes share: who hears of what, and what operators do with what could not be
    /// handled.</summary>
    public static IServiceCollection AddStreamRoutes(this IServiceCollection services, StreamRoutes routes) =>
        services.AddSingleton(routes).AddSingleton<DeadLetterOffice>()
            .AddSingleton<DeadLetterDesk>();

    /// <summary>What a runtime adds its <see cref="ISubscribers"/> to. The background service is one of those that
    /// start after the migrations.</summary>
    internal static IServiceCollection AddDelivery(this IServiceCollection services, StreamOptions options) => services
        .AddSingleton(options)
        .AddTransient<StreamRunner>()
        .AddSingleton<StreamService>()
        .AddHostedService(provider => provider.GetRequiredService<StreamService>());

    /// <summary>Added last, as hosted services stop in reverse order.</summary>
    public static IServiceCollection StopStreamsFirst(this IServiceCollection services) =>
        services.AddHostedService<StreamsStopFirst>();

    /// <summary>Routes of the product's own events and grains.</summary>
    /// <param name="more">Holds published events and subscribers beside them.</param>
    public static StreamRoutes Routes(Action<EventCodecOptions> events, Assembly? more = null)
    {
        var options = new EventCodecOptions();
        events(options);
        IEnumerable<Type> classes = typeof(StateJson).Assembly.GetTypes();
        if (more is null)
            return StreamRoutes.Of(options, classes);
        options.Assemblies.Add(more);
        return StreamRoutes.Of(options, classes.Concat(more.GetTypes()));
    }
}
