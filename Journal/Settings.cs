using Microsoft.Extensions.Configuration;

namespace PosSaga.Journal;

/// <summary>Sections of the configuration, as what they configure.</summary>
public static class Settings
{
    /// <summary>What the section says, defaults where it says nothing.</summary>
    /// <exception cref="JournalConfigurationException">A value cannot be what it should; the message names its
    /// key.</exception>
    public static T SettingsOf<T>(this IConfiguration configuration, string section) where T : new()
    {
        var settings = new T();
        try
        {
            configuration.GetSection(section).Bind(settings);
        }
        catch (InvalidOperationException error)
        {
            throw new JournalConfigurationException(error.Message, error);
        }
        return settings;
    }
}
