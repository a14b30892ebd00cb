using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace PosSaga.Silo.Notifications;

public static class NotificationServices
{
    /// <summary>A relay to the mail server that is configured; without one the outbox is all there is.</summary>
    /// <exception cref="ArgumentException">A setting that can never work; the message names it.</exception>
    public static IServiceCollection AddNotificationRelay(this IServiceCollection services, IConfiguration configuration)
    {
        var smtp = configuration.GetSection("Notifications:Smtp").Get<SmtpOptions>() ?? new();
        if (smtp.Host is null)
            return services;
        services.AddSingleton<INotificationSender>(new SmtpSender(smtp));
        services.AddSingleton(RelayPauses.Usual);
        services.AddSingleton<OutboxRelay>();
        return services.AddHostedService<RelayService>();
    }
}
