using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PosSaga.Journal;

namespace PosSaga.Silo.Notifications;

public static class NotificationServices
{
    /// <summary>A relay to the mail server that is configured; without one the outbox is all there is.</summary>
    /// <exception cref="JournalConfigurationException">A setting that can never work; the message names it.</exception>
    public static IServiceCollection AddNotificationRelay(
        this IServiceCollection services, IConfiguration configuration)
    {
        var smtp = configuration.SettingsOf<SmtpOptions>("Notifications:Smtp");
        if (smtp.Host is null)
            return services;
        services.AddSingleton<INotificationSender>(new SmtpSender(smtp));
        services.AddSingleton(RelayPauses.Usual);
        services.AddSingleton(s => new OutboxRelay(
            s.GetRequiredService<IJournalFeed>(), s.GetRequiredService<IEventCodec>(),
            s.GetRequiredService<ICheckpoints>(), s.GetRequiredService<IMailQueue>(),
            s.GetRequiredService<INotificationSender>(), s.GetRequiredService<RelayPauses>(), smtp.Connections,
            s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<OutboxRelay>>()));
        return services.AddHostedService<RelayService>();
    }
}
