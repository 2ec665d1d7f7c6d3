using System.Diagnostics;
using System.Globalization;
using Bench.Comparing;

namespace Bench.Inventory;

/// <summary>The sandbox as a process of its own, so that what it does is not counted with the program that is measured.</summary>
internal sealed class SandboxProcess : IDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private SandboxProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts it, with further options of its own where they are given.</summary>
    /// <exception cref="BenchException">It does not start.</exception>
    public static SandboxProcess Start(string dll, string folder, int assets, int assetBytes, TimeSpan latency, params string[] more)
    {
        string ready = Path.Combine(folder, "sandbox.address");
        File.Delete(ready);
        string[] arguments =
        [
            dll, "--port", "0", "--ready-file", ready, "--inventory", Text(assets), "--asset-bytes", Text(assetBytes),
            "--latency-ms", Text((int)latency.TotalMilliseconds), .. more,
        ];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true };
        Process process = Process.Start(start) ?? throw new BenchException("The sandbox could not be started.");
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        long began = Stopwatch.GetTimestamp();
        while (!File.Exists(ready))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(began) > LongestStart)
            {
                process.Kill();
                throw new BenchException("The sandbox does not start.");
            }

            Thread.Sleep(20);
        }

        return new SandboxProcess(process, new Uri(File.ReadAllText(ready)));
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
