using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PosSaga.Notifications;

namespace PosSaga.Silo.Notifications;

public static class NotificationServices
{
    /// <summary>SMTP where a mail server is configured, else the outbox alone.</summary>
    /// <exception cref="ArgumentException">A setting that can never work; the message names it.</exception>
    public static IServiceCollection AddNotifications(this IServiceCollection services, IConfiguration configuration)
    {
        var smtp = configuration.GetSection("Notifications:Smtp").Get<SmtpOptions>() ?? new();
        return smtp.Host is null
            ? services.AddSingleton<INotificationSender, OutboxOnly>()
            : services.AddSingleton<INotificationSender>(new SmtpSender(smtp));
    }
}
