using System.Diagnostics;
using System.Management.Automation;
using System.Text.RegularExpressions;
using ModuleShell;
using QualysCustomAttributes.Commands;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.Readme;

/// <summary>Every command in the README works as it is written: these run them, from the repository's root.</summary>
public sealed class Commands_of_the_README
{
    private const string TestCommand = "dotnet test";
    private const string BuildCommand = "dotnet build";
    private const string SandboxCommand = "dotnet run --project src/QualysSandbox";
    private const string ShellCommand = "dotnet run --project build/ModuleShell";
    private const string DatabaseOfTheQueries = "out/first-run.db";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task The_shell_commands_work_and_the_queries_answer()
    {
        string[] commands = ReadmeBlocks.Of("sh").ToArray();
        Assert.Contains(TestCommand, commands);
        Assert.Contains(SandboxCommand, commands);
        Assert.Contains(ShellCommand, commands);

        // The tests are running already; the sandbox and the PowerShell are started by the tests below.
        foreach (string command in commands.Except([TestCommand, SandboxCommand, ShellCommand]))
        {
            (int exitCode, string output) = await RunAsync(StartOf(command));
            Assert.True(exitCode == 0, $"'{command}' ended with {exitCode}:\n{output}");
        }

        string[] queries = ReadmeBlocks.Of("sql").ToArray();
        Assert.True(queries.Length >= 3, "the README has fewer than three queries");
        foreach (string query in queries)
        {
            Assert.True(SqliteFile.Read(Path.Combine(Repository.Root, DatabaseOfTheQueries), query).Count > 0, $"no row came of: {query}");
        }
    }

    [Fact]
    public async Task The_PowerShell_commands_work_in_order_in_one_session()
    {
        string script = "$ErrorActionPreference = 'Stop'\n$PSStyle.OutputRendering = 'PlainText'\n" + string.Join('\n', ReadmeBlocks.Of("powershell"));
        Assert.Contains(BuildCommand, script, StringComparison.Ordinal);

        // As below: no test builds again.
        script = script.Replace(BuildCommand, "", StringComparison.Ordinal)
            // A batch that is confirmed in part is an error, and the README provokes one.
            .Replace("-RetryMinimumSeconds 1", "-RetryMinimumSeconds 1 -ErrorAction Continue", StringComparison.Ordinal);
        string file = Path.Combine(Path.GetTempPath(), $"readme-{Guid.NewGuid():N}.ps1");
        await File.WriteAllTextAsync(file, script, TestContext.Current.CancellationToken);
        RemoveDatabasesOfAnEarlierTime(script);
        using Process sandbox = await StartSandboxAsync();
        try
        {
            (int exitCode, string output) = await RunAsync(PowerShellSearch.FindOnce().Start("-NoProfile", "-NonInteractive", "-File", file));
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

    [Fact]
    public async Task The_way_into_a_PowerShell_leads_to_one_with_the_module_in_it()
    {
        const string Question = "\"$((Get-Module QualysCustomAttributes).ExportedCmdlets.Count) cmdlets\"";
        int cmdlets = typeof(ImportAxoniusCsvCommand).Assembly.GetTypes().Count(type => type.IsDefined(typeof(CmdletAttribute), inherit: false));

        // Somebody types a question, and then nothing more.
        (int exitCode, string output) = await RunAsync(StartOf(AsBuilt(ShellCommand)), Question + Environment.NewLine);
        Assert.True(exitCode == 0 && output.Contains($"{cmdlets} cmdlets", StringComparison.Ordinal), output);

        // The words behind it are a command, which decides the exit code.
        (exitCode, output) = await RunAsync(StartOf(AsBuilt($"{ShellCommand} -- Import-AxoniusCsv samples/there-is-no-such.csv")));
        Assert.True(exitCode == 1 && output.Contains("there-is-no-such.csv", StringComparison.Ordinal), output);
    }

    // A run database with calls on record is never replaced: whoever runs the README a second time names others.
    private static void RemoveDatabasesOfAnEarlierTime(string script)
    {
        foreach (Match named in Regex.Matches(script, @"-DatabasePath (out/\S+\.db)"))
        {
            File.Delete(Path.Combine(Repository.Root, named.Groups[1].Value));
        }
    }

    // Built already: these tests stand on that build, and building again would take the module away from under others.
    private static string AsBuilt(string command)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return command.Replace("dotnet run", $"dotnet run --no-build --configuration {configuration}", StringComparison.Ordinal);
    }

    private static async Task<Process> StartSandboxAsync()
    {
        Process sandbox = Start(StartOf(SandboxCommand));
        sandbox.StandardInput.Close();
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

    private static async Task<(int ExitCode, string Output)> RunAsync(ProcessStartInfo start, string input = "")
    {
        using Process process = Start(start);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        await process.StandardInput.WriteAsync(input.AsMemory(), patience.Token);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output + await errors);
    }

    private static ProcessStartInfo StartOf(string command)
    {
        string[] words = command.Split(' ');
        return new ProcessStartInfo(words[0], words[1..]);
    }

    private static Process Start(ProcessStartInfo start)
    {
        start.WorkingDirectory = Repository.Root;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        return Process.Start(start)!;
    }
}
