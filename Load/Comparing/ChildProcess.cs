using System.Diagnostics;
using System.Text;

namespace PosSaga.Load;

/// <summary>A process of one of the builds, its output, memory and processor time.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(100);

    private readonly Process _process = new();
    private readonly StringBuilder _output = new();

    /// <summary>Called for each line of either stream, as it is written.</summary>
    public event Action<string>? LineWritten;

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Largest resident memory so far; the kernel's own maximum, so that no peak between two polls is
    /// missed.</summary>
    public long PeakBytes { get; private set; }

    /// <param name="program">An assembly, run by the same <c>dotnet</c>.</param>
    public static ChildProcess Start(
        string program, IEnumerable<string> arguments, IEnumerable<(string Key, string Value)> environment,
        Action<string>? lineWritten = null)
    {
        var child = new ChildProcess();
        child.LineWritten += lineWritten;
        child._process.StartInfo = new ProcessStartInfo("dotnet", ["exec", program, .. arguments])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in environment)
            child._process.StartInfo.Environment[key] = value;
        child._process.OutputDataReceived += (_, line) => child.Append(line.Data);
        child._process.ErrorDataReceived += (_, line) => child.Append(line.Data);
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
            await Task.WhenAny(exited, Task.Delay(PollEvery, cancellation));
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
            // The process has just ended.
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

    private void Append(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
        LineWritten?.Invoke(line);
    }
}

/// <summary>A run of one of the builds failed, or its books do not balance.</summary>
/// <param name="output">All of its output.</param>
internal sealed class ChildFailedException(string message, string output) : Exception(message)
{
    public string Output => output;
}
