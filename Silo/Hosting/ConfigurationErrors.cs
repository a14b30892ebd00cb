using PosSaga.Journal;

namespace PosSaga.Silo.Hosting;

/// <summary>A program that ends with a message, and exit code 1, when a setting cannot be right: who configures needs
/// the key, not a stack.</summary>
public static class ConfigurationErrors
{
    public static async Task<int> Report(Func<Task<int>> program)
    {
        try
        {
            return await program();
        }
        catch (JournalConfigurationException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }
}
