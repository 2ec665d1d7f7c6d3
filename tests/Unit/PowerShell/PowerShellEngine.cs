using System.Diagnostics;

namespace QualysCustomAttributes.Unit.PowerShell;

/// <summary>The PowerShell of this machine, if it has one that can run the Pester suite.</summary>
internal static class PowerShellEngine
{
    private static readonly Lazy<Task<string?>> Lack = new(FindLackAsync);

    /// <summary>Where <c>pwsh</c> is, or null where it is not on PATH.</summary>
    public static string? Path { get; } = Find();

    /// <summary>Says what is missing to run the suite, or null where nothing is; PowerShell is asked once.</summary>
    public static Task<string?> FindLackOnceAsync() => Lack.Value;

    /// <summary>Runs a script in a new PowerShell process.</summary>
    /// <param name="script">The script.</param>
    /// <param name="cancellation">Ends the process.</param>
    /// <param name="postgreSql">The connection string of the tests' PostgreSQL server, where there is one.</param>
    public static async Task<(int ExitCode, string Output)> RunAsync(string script, CancellationToken cancellation, string? postgreSql = null)
    {
        var start = new ProcessStartInfo(Path!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        foreach (string argument in (string[])["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", script])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        start.Environment["NO_COLOR"] = "1";
        if (postgreSql is not null)
        {
            start.Environment[Publishing.PostgreSqlServer.Variable] = postgreSql;
        }

        if (IsDotnetHost(Environment.ProcessPath))
        {
            start.Environment["DOTNET_HOST_PATH"] = Environment.ProcessPath;
        }

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

    private static bool IsDotnetHost(string? path) =>
        path is not null && System.IO.Path.GetFileNameWithoutExtension(path).Equals("dotnet", StringComparison.OrdinalIgnoreCase);

    private static string? Find()
    {
        string name = OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh";
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => System.IO.Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
    }

    private static async Task<string?> FindLackAsync()
    {
        if (Path is null)
        {
            return "pwsh is not on PATH";
        }

        (int exitCode, string output) = await RunAsync(
            "if (Get-Module -ListAvailable Pester | Where-Object { $_.Version.Major -ge 5 }) { 'found' }", CancellationToken.None);
        return exitCode == 0 && output.Contains("found", StringComparison.Ordinal) ? null : "Pester 5 is not installed";
    }
}
