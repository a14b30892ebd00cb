using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PosSaga.Inventory;
using PosSaga.Notifications;

namespace PosSaga.Refunds;

/// <summary>What the participants of a refund ask for.</summary>
public static class RefundServices
{
    /// <summary>Registers what is not registered yet.</summary>
    public static IServiceCollection AddRefunds(this IServiceCollection services)
    {
        services.TryAddSingleton<IReturnAcceptance, AcceptsEveryReturn>();
        services.TryAddSingleton<OrderCustomers>();
        services.TryAddSingleton(RefundPatience.Usual);
        return services;
    }
}
