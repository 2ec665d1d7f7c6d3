using System.Diagnostics;
using ModuleShell;
using QualysCustomAttributes.EndToEnd.PostgreSql;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.EndToEnd.PowerShell;

/// <summary>Runs scripts in the PowerShell of this machine.</summary>
internal static class PowerShellEngine
{
    /// <summary>Runs a script in a new PowerShell process.</summary>
    /// <param name="script">The script.</param>
    /// <param name="cancellation">Ends the process.</param>
    /// <param name="postgreSql">The connection string of the tests' PostgreSQL server, where there is one.</param>
    /// <param name="environment">Environment variables of the script's own.</param>
    /// <exception cref="PowerShellNotFoundException">This machine has no PowerShell.</exception>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string script, CancellationToken cancellation, string? postgreSql = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = PowerShellSearch.FindOnce().Start("-NoLogo", "-NoProfile", "-NonInteractive", "-Command", script);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.WorkingDirectory = Repository.Root;
        start.Environment["NO_COLOR"] = "1";
        if (postgreSql is not null)
        {
            start.Environment[PostgreSqlServer.Variable] = postgreSql;
        }

        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        // What a script starts with the .NET host is started with the host of these tests.
        start.Environment["DOTNET_HOST_PATH"] = DotnetHost.Path;
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> error = process.StandardError.ReadToEndAsync(cancellation);
            string output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, output + await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
