using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using PosSaga.Journal;
using PosSaga.Journal.Providers;

namespace PosSaga.Silo.Streaming;

public static class StreamingServices
{
    /// <summary>Registers the routes from events to subscribers, and the operators' access to dead letters.</summary>
    public static IServiceCollection AddStreamRoutes(this IServiceCollection services, StreamRoutes routes) =>
        services.AddSingleton(routes).AddSingleton<DeadLetterQueries>().AddSingleton<DeadLetterCommands>();

    /// <summary>Routes of the product's own events and grains.</summary>
    /// <param name="more">An assembly with further published events and subscribers.</param>
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
