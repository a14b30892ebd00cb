using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PosSaga.Payments;
using PosSaga.Sales;

namespace PosSaga.Sagas;

/// <summary>What the saga grains ask for, of orders and of sales.</summary>
public static class SagaServices
{
    /// <summary>Registers what is not registered yet: a simulation puts its own steps and random numbers
    /// first.</summary>
    public static IServiceCollection AddOrderSagas(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new SagaEngine(OrderSteps.Steps));
        services.TryAddSingleton(new SagaEngine<Sale, SaleEvent>(SaleSteps.Steps));
        services.TryAddSingleton<GatewayHealth>();
        services.TryAddSingleton(new SagaJitter(Random.Shared.NextDouble));
        return services;
    }
}
