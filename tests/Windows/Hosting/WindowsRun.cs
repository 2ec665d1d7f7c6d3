using System.Diagnostics;
using System.Text;

namespace QualysCustomAttributes.Windows.Hosting;

/// <summary>What a finished process left: its exit code and its two outputs.</summary>
internal sealed record WindowsRun(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of standard output.</summary>
    public IReadOnlyList<string> Lines =>
        Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r')).ToArray();

    /// <summary>Starts a process and waits for its end; one that is given up is killed.</summary>
    public static async Task<WindowsRun> OfAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.StandardOutputEncoding = Encoding.UTF8;
        start.StandardErrorEncoding = Encoding.UTF8;
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new WindowsRun(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Demands success without a word on standard error.</summary>
    public void RequireSuccess() => Assert.Equal((0, "", Output), (ExitCode, Error, Output));
}
