using System.Diagnostics;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.Packages;

/// <summary>The command line as somebody has installed it.</summary>
internal static class InstalledProgram
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="program">The program.</param>
    /// <param name="folder">The folder it runs in.</param>
    /// <param name="environment">All the environment that it has; <see langword="null"/> leaves that of the tests.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string program, string folder, IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (environment is not null)
        {
            start.Environment.Clear();
            foreach ((string name, string value) in environment)
            {
                start.Environment[name] = value;
            }
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await error);
    }
}
