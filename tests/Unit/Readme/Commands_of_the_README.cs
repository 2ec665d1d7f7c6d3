using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Xunit;

namespace QualysCustomAttributes.Unit.Readme;

/// <summary>Every command in the README works as it is written: these run them, from the repository's root.</summary>
public sealed class Commands_of_the_README
{
    private const string TestCommand = "dotnet test";
    private const string BuildCommand = "dotnet build";
    private const string SandboxCommand = "dotnet run --project tests/QualysSandbox";
    private const string DatabaseOfTheQueries = "out/first-run.db";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task The_shell_commands_work_and_the_queries_answer()
    {
        string[] commands = ReadmeBlocks.Of("sh").ToArray();
        Assert.Contains(TestCommand, commands);
        Assert.Contains(SandboxCommand, commands);

        // The tests are running already, and the sandbox is started by the test below.
        foreach (string command in commands.Except([TestCommand, SandboxCommand]))
        {
            string[] words = command.Split(' ');
            (int exitCode, string output) = await RunAsync(words[0], words[1..]);
            Assert.True(exitCode == 0, $"'{command}' ended with {exitCode}:\n{output}");
        }

        string[] queries = ReadmeBlocks.Of("sql").ToArray();
        Assert.True(queries.Length >= 3, "the README has fewer than three queries");
        foreach (string query in queries)
        {
            Assert.True(CountRows(query) > 0, $"no row came of: {query}");
        }
    }

    [Fact]
    public async Task The_PowerShell_commands_work_in_order_in_one_session()
    {
        string? pwsh = FindOnPath("pwsh");
        Assert.SkipWhen(pwsh is null, "pwsh is not on PATH: the README's PowerShell was not run");
        string script = "$ErrorActionPreference = 'Stop'\n$PSStyle.OutputRendering = 'PlainText'\n" + string.Join('\n', ReadmeBlocks.Of("powershell"));
        Assert.Contains(BuildCommand, script, StringComparison.Ordinal);

        // Built already: these tests stand on that build, and building again would take the module away from under others.
        script = script.Replace(BuildCommand, "", StringComparison.Ordinal)
            // A batch that is confirmed in part is an error, and the README provokes one.
            .Replace("-RetryMinimumSeconds 1", "-RetryMinimumSeconds 1 -ErrorAction Continue", StringComparison.Ordinal);
        string file = Path.Combine(Path.GetTempPath(), $"readme-{Guid.NewGuid():N}.ps1");
        await File.WriteAllTextAsync(file, script, TestContext.Current.CancellationToken);
        using Process sandbox = await StartSandboxAsync();
        try
        {
            (int exitCode, string output) = await RunAsync(pwsh!, ["-NoProfile", "-NonInteractive", "-File", file]);
            Assert.True(exitCode == 0, output);
            Assert.Contains("What if:", output, StringComparison.Ordinal);
            Assert.Contains("Qualys confirms 0 of", output, StringComparison.Ordinal);
        }
        finally
        {
            sandbox.Kill(entireProcessTree: true);
            await sandbox.WaitForExitAsync(TestContext.Current.CancellationToken);
            File.Delete(file);
        }
    }

    private static async Task<Process> StartSandboxAsync()
    {
        string[] words = SandboxCommand.Split(' ');
        Process sandbox = Start(words[0], words[1..]);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        for (long started = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                await http.GetStringAsync(new Uri("http://127.0.0.1:8055/sandbox/health"), TestContext.Current.CancellationToken);
                return sandbox;
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !sandbox.HasExited && Stopwatch.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(200, TestContext.Current.CancellationToken);
            }
        }
    }

    private static int CountRows(string query)
    {
        string path = Path.Combine(ReadmeBlocks.RepositoryRoot, DatabaseOfTheQueries);
        using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = query;
        using SqliteDataReader reader = command.ExecuteReader();
        int rows = 0;
        while (reader.Read())
        {
            rows++;
        }

        return rows;
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, string[] arguments)
    {
        using Process process = Start(program, arguments);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output + await errors);
    }

    private static Process Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = ReadmeBlocks.RepositoryRoot,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    private static string? FindOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? $"{program}.exe" : program))
        .FirstOrDefault(File.Exists);
}
