using System.Globalization;
using PosSaga.Journal;

namespace PosSaga.Tests.Journal;

public sealed class When_a_second_process_opens_the_same_files
{
    [Fact]
    public async Task It_is_refused_and_told_who_holds_them_until_that_process_is_gone()
    {
        var directory = Directory.CreateTempSubdirectory("pos-saga-test-").FullName;
        var journal = Path.Combine(directory, "not", "there", "yet");
        var options =
            new JournalOptions { ConnectionString = $"Data Source={journal}", AllowDevelopmentMasterKey = true };
        using var holder = WriterProcess.Start(options.ConnectionString, "hold");
        Assert.Equal("open", await holder.Next());

        await using (var refused = JournalSystem.Create(options))
        {
            var told = await Assert.ThrowsAsync<JournalConfigurationException>(() => refused.Migrate());
            Assert.Contains(holder.Id.ToString(CultureInfo.InvariantCulture), told.Message, StringComparison.Ordinal);
            Assert.Contains("dotnet", told.Message, StringComparison.Ordinal);
            Assert.Contains(journal, told.Message, StringComparison.Ordinal);
        }

        await holder.Kill();
        await using (var next = JournalSystem.Create(options))
        {
            await next.Migrate();
            await next.Journal.Appended(Given.Stream());
            using var second = WriterProcess.Start(options.ConnectionString, "hold");
            Assert.Contains(
                Environment.ProcessId.ToString(CultureInfo.InvariantCulture), await second.Next(),
                StringComparison.Ordinal);
            Assert.Equal(3, await second.End());
        }
        Directory.Delete(directory, recursive: true);
    }
}
