using System.Diagnostics;

namespace PosSaga.Tests.Journal;

/// <summary>Another process with the same journal, to be killed.</summary>
internal sealed class WriterProcess : IDisposable
{
    private readonly Process _process;
    private readonly List<string> _lines = [];

    private WriterProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public static WriterProcess Start(string connectionString, params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "PosSaga.JournalWriter.dll");
        return new(Process.Start(new ProcessStartInfo("dotnet", ["exec", program, connectionString, .. arguments])
        {
            RedirectStandardOutput = true,
        })!);
    }

    /// <summary>The next line it wrote.</summary>
    public async Task<string> Next()
    {
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        _lines.Add(
            line ?? throw new InvalidOperationException($"The process ended: {string.Join('\n', _lines.TakeLast(5))}"));
        return line;
    }

    /// <summary>SIGKILL; what it had written until then.</summary>
    public async Task<IReadOnlyList<string>> Kill()
    {
        _process.Kill();
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            _lines.Add(line);
        await _process.WaitForExitAsync();
        return _lines;
    }

    public async Task<int> End()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
