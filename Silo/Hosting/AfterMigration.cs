using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PosSaga.Silo.Hosting;

/// <summary>A background service that must not look at the database before its tables are there:
/// <see cref="Startup"/> starts it after the migrations and stops it with the host.</summary>
/// <param name="Once">It cannot be started a second time: if it fails, the process ends.</param>
internal sealed record PostMigrationService(Func<IServiceProvider, IHostedService> Create, bool Once);

internal static class AfterMigration
{
    /// <summary>Registers what <paramref name="add"/> registers; its hosted services start after the migrations. They
    /// come as hosted services because their projects know nothing of this one.</summary>
    public static IServiceCollection AddAfterMigration(
        this IServiceCollection services, Action<IServiceCollection> add, bool once = false)
    {
        var before = services.Where(d => d.ServiceType == typeof(IHostedService)).ToHashSet();
        add(services);
        foreach (var late in services.Where(d => d.ServiceType == typeof(IHostedService) && !before.Contains(d))
            .ToList())
        {
            services.Remove(late);
            services.AddSingleton(new PostMigrationService(
                provider => (IHostedService)(
                    late.ImplementationInstance
                    ?? late.ImplementationFactory?.Invoke(provider)
                    ?? ActivatorUtilities.CreateInstance(provider, late.ImplementationType!)),
                once));
        }

        return services;
    }
}
