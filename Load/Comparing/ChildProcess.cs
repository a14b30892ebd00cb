using System.Diagnostics;
using System.Text;

namespace PosSaga.Load.Comparing;

/// <summary>A program of one of the builds, what it says, and what it takes.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly Process _process = new();
    private readonly StringBuilder _output = new();

    /// <summary>Called for each line of either stream, as it is written.</summary>
    public event Action<string>? Said;

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Largest resident memory so far; the kernel keeps it, so that no peak is missed between two
    /// looks.</summary>
    public long PeakBytes { get; private set; }

    /// <param name="program">An assembly, run by the same <c>dotnet</c>.</param>
    public static ChildProcess Start(
        string program, IEnumerable<string> arguments, IEnumerable<(string Key, string Value)> environment,
        Action<string>? said = null)
    {
        var child = new ChildProcess();
        child.Said += said;
        child._process.StartInfo = new ProcessStartInfo("dotnet", ["exec", program, .. arguments])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in environment)
            child._process.StartInfo.Environment[key] = value;
        child._process.OutputDataReceived += (_, line) => child.Hear(line.Data);
        child._process.ErrorDataReceived += (_, line) => child.Hear(line.Data);
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Processor time so far, of all its threads; null when it has ended.</summary>
    public TimeSpan? Processor()
    {
        try
        {
            _process.Refresh();
            return _process.HasExited ? null : _process.TotalProcessorTime;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Waits for its end and watches its memory until then.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> Exited(CancellationToken cancellation)
    {
        var exited = _process.WaitForExitAsync(cancellation);
        while (!exited.IsCompleted)
        {
            NotePeak();
            await Task.WhenAny(exited, Task.Delay(Look, cancellation));
        }
        await exited;
        return _process.ExitCode;
    }

    public void NotePeak()
    {
        try
        {
            _process.Refresh();
            PeakBytes = Math.Max(PeakBytes, _process.HasExited ? 0 : _process.PeakWorkingSet64);
        }
        catch (InvalidOperationException)
        {
            // It ended between the question and the answer.
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
        Said?.Invoke(line);
    }
}
