using System.Diagnostics;
using System.Globalization;

namespace Mutations.Running;

/// <summary>
/// A worker as the command that started it sees it. One that does not answer in time is ended, and the next order starts another.
/// </summary>
/// <param name="program">The program, beside the mutated Core.</param>
internal sealed class WorkerProcess(string program) : IDisposable
{
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(2);
    private Process? _process;

    /// <summary>The mutant that is on from the start in processes that are started from now on; 0 for none.</summary>
    public int FromStart { get; set; }

    /// <summary>Asks for one line.</summary>
    /// <returns>The line; <see langword="null"/> where none came in time, or the process ended.</returns>
    public string? Ask(string order, TimeSpan time)
    {
        TimeSpan limit = _process is null ? time + Start : time;
        Process process = Running();
        try
        {
            process.StandardInput.WriteLine(order);
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            End();
            return null;
        }

        Task<string?> answer = process.StandardOutput.ReadLineAsync();
        if (answer.Wait(limit) && answer.Result is { } line)
        {
            return line;
        }

        End();
        return null;
    }

    /// <summary>Asks for all tests.</summary>
    public IReadOnlyList<(string Class, string Name)> List()
    {
        List<(string Class, string Name)> tests = [];
        for (string? line = Ask("list", Start); !string.IsNullOrEmpty(line); line = Running().StandardOutput.ReadLine())
        {
            string[] parts = line.Split(Worker.Separator);
            tests.Add((parts[0], parts[1]));
        }

        return tests;
    }

    /// <summary>Ends the process.</summary>
    public void End()
    {
        if (_process is null)
        {
            return;
        }

        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    /// <inheritdoc/>
    public void Dispose() => End();

    private Process Running()
    {
        if (_process is not null)
        {
            return _process;
        }

        var start = new ProcessStartInfo("dotnet", [program, "worker"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // A mutant may take memory without end.
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x80000000";
        start.Environment[Worker.FromStart] = FromStart.ToString(CultureInfo.InvariantCulture);
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        return _process;
    }
}
