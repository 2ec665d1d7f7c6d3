using System.Diagnostics;

namespace Bench.Comparing;

/// <summary>Runs a whole process and measures it.</summary>
internal static class MeasuredProcess
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Runs a process to its end; what it prints is read and thrown away.</summary>
    /// <exception cref="BenchException">It failed.</exception>
    public static Measurement Run(Invocation invocation)
    {
        TimeSpan before = ChildProcessorTime.OfAll();
        long start = Stopwatch.GetTimestamp();
        using Process process = Start(invocation);
        Task output = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        var memory = new PeakMemory(process);
        do
        {
            memory.Look();
        }
        while (!process.WaitForExit(LookInterval));
        TimeSpan wall = Stopwatch.GetElapsedTime(start);
        output.Wait();
        if (process.ExitCode != 0)
        {
            throw new BenchException($"{Describe(invocation)} ended with exit code {process.ExitCode}.\n{errors.Result}");
        }

        return new Measurement(wall, ChildProcessorTime.Of(process, before), memory.Bytes);
    }

    /// <summary>Runs a process that is not measured and gives what it printed.</summary>
    /// <exception cref="BenchException">It failed.</exception>
    public static string Read(Invocation invocation)
    {
        using Process process = Start(invocation);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new BenchException($"{Describe(invocation)} ended with exit code {process.ExitCode}.\n{output}{errors.Result}");
    }

    private static Process Start(Invocation invocation)
    {
        var start = new ProcessStartInfo(invocation.FileName, invocation.Arguments)
        {
            WorkingDirectory = invocation.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in invocation.Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new BenchException($"{Describe(invocation)} could not be started.");
    }

    private static string Describe(Invocation invocation) => $"{invocation.FileName} {string.Join(' ', invocation.Arguments)}";
}
