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
    private const string DatabaseOfTheReaders = "out/first-run.db";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task The_shell_commands_work_and_the_readers_answer()
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

        Reader[] readers = [.. Readers()];
        Assert.True(readers.Length >= 9, "the README answers fewer than nine questions of a run");
        string report = Path.Combine(Repository.Root, Path.ChangeExtension(DatabaseOfTheReaders, "html"));
        foreach (Reader reader in readers)
        {
            File.Delete(report);
            (int exitCode, string output) = await RunAsync(StartOf(AsBuilt($"dotnet run --project src/QualysCustomAttributes.Cli -- {reader.CommandLine}")));
            Assert.True(IsAnswer(reader, exitCode, output), $"'{reader.CommandLine}' ended with {exitCode}:\n{output}");

            File.Delete(report);
            (exitCode, output) = await RunAsync(StartOf(AsBuilt($"{ShellCommand} -- {reader.Cmdlet}")));
            Assert.True(IsAnswer(reader, exitCode, output), $"'{reader.Cmdlet}' ended with {exitCode}:\n{output}");
        }
    }

    // The run is none of a comparison, which is said; nothing of it was sent, and so nothing failed.
    private static bool IsAnswer(Reader reader, int exitCode, string output) =>
        reader.CommandLine.EndsWith(" plan", StringComparison.Ordinal) ? exitCode == 1 && output.Contains("comparison", StringComparison.Ordinal)
            : exitCode == 0 && (output.Length > 0 || reader.Cmdlet.Contains("-Outcome Failed", StringComparison.Ordinal)
                || reader.Cmdlet.StartsWith("Get-QualysApiCall", StringComparison.Ordinal));

    // A row of the table of questions: the question, what the module answers it with, and the command line.
    private static IEnumerable<Reader> Readers() => File.ReadLines(Path.Combine(Repository.Root, "README.md"))
        .Select(line => Regex.Match(line, @"^\| [^|]* \| `([A-Z]\w+-Qualys[^`]*)`[^|]* \| `([^`]*)` \|$"))
        .Where(row => row.Success)
        .Select(row => new Reader(OfTheDatabase(row.Groups[1].Value), OfTheDatabase(row.Groups[2].Value)));

    private static string OfTheDatabase(string command) => Regex.Replace(command, @"(\./)?\brun\.db", DatabaseOfTheReaders);

    private sealed record Reader(string Cmdlet, string CommandLine);

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
