using System.Diagnostics;
using System.Management.Automation;
using System.Text.RegularExpressions;
using ModuleShell;
using QualysCustomAttributes.Commands;
using QualysCustomAttributes.EndToEnd.Packages;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.Documentation;

/// <summary>
/// Every command in README and docs works as it is written, in the order in which a reader meets it, from the repository's root, with what is
/// installed from packages into a home of the tests' own.
/// </summary>
public sealed class Commands_of_the_documentation : IDisposable
{
    private const string TestCommand = "dotnet test";
    private const string BuildCommand = "dotnet build";
    private const string PackCommand = "dotnet pwsh build.ps1 Pack";
    private const string PackageFolder = "out/packages";
    private const string SandboxCommand = "dotnet run --project src/QualysSandbox";
    private const string ShellCommand = "dotnet run --project build/ModuleShell";
    private const string DatabaseOfTheReaders = "out/first-run.db";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task The_shell_commands_work_and_the_readers_answer()
    {
        string[] commands = [.. DocumentationPages.BlocksOf("sh").SelectMany(block => block.Code.Split('\n'))];
        // Tests and build are these; the packages are those of this build; sandbox and PowerShell are started by the tests below.
        string[] doneElsewhere = [TestCommand, PackCommand, SandboxCommand, ShellCommand];
        Each.Holds(doneElsewhere, command => Assert.Contains(command, commands));
        await PackedProduct.RequireAsync();
        RemoveFilesOfAnEarlierTime(string.Join('\n', commands));

        foreach (string command in commands.Except(doneElsewhere))
        {
            (int exitCode, string output) = await RunAsync(AtHome(StartOf(AsBuilt(command))));
            Assert.True(exitCode == 0, $"'{command}' ended with {exitCode}:\n{output}");
        }

        Reader[] readers = [.. Readers()];
        Assert.True(readers.Length >= 9, "the documentation answers fewer than nine questions of a run");
        string report = Path.Combine(Repository.Root, Path.ChangeExtension(DatabaseOfTheReaders, "html"));
        foreach (Reader reader in readers)
        {
            File.Delete(report);
            (int exitCode, string output) = await RunAsync(AtHome(StartOf($"qualys-attributes {reader.CommandLine}")));
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
    private static IEnumerable<Reader> Readers() => DocumentationPages.WithCommands.SelectMany(DocumentationPages.Lines)
        .Select(line => Regex.Match(line, @"^\| [^|]* \| `([A-Z]\w+-Qualys[^`]*)`[^|]* \| `([^`]*)` \|$"))
        .Where(row => row.Success)
        .Select(row => new Reader(OfTheDatabase(row.Groups[1].Value), OfTheDatabase(row.Groups[2].Value)));

    private static string OfTheDatabase(string command) => Regex.Replace(command, @"(\./)?\brun\.db", DatabaseOfTheReaders);

    private sealed record Reader(string Cmdlet, string CommandLine);

    [Fact]
    public async Task The_PowerShell_commands_work_in_order_in_one_session_from_installing_on()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there PowerShell installs into the documents of the user alone, and into no home of the tests' own");
        await PackedProduct.RequireAsync();
        string script = string.Join('\n', DocumentationPages.BlocksOf("powershell").Where(block => block.Page != DocumentationPages.Building).Select(block => block.Code));
        Assert.StartsWith("Register-PSResourceRepository", script, StringComparison.Ordinal);
        RemoveFilesOfAnEarlierTime(script);

        using Process sandbox = await StartSandboxAsync();
        try
        {
            // A batch that is confirmed in part is an error, and the documentation provokes one.
            (int exitCode, string output) = await RunScriptAsync(
                script.Replace("-RetryMinimumSeconds 1", "-RetryMinimumSeconds 1 -ErrorAction Continue", StringComparison.Ordinal)
                + "\n(Get-Module QualysCustomAttributes).Path");
            Assert.True(exitCode == 0, output);
            Assert.Contains("What if:", output, StringComparison.Ordinal);
            Assert.Contains("Qualys confirms 0 of", output, StringComparison.Ordinal);
            Assert.Contains($"\n{_home.Path}", output, StringComparison.Ordinal);
        }
        finally
        {
            sandbox.Kill(entireProcessTree: true);
            await sandbox.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task The_module_that_was_built_is_imported_without_installing()
    {
        string script = string.Join('\n', DocumentationPages.Blocks(DocumentationPages.Building).Where(block => block.Language == "powershell").Select(block => block.Code));
        Assert.Contains(BuildCommand, script, StringComparison.Ordinal);

        // As below: no test builds again.
        (int exitCode, string output) = await RunScriptAsync(script.Replace(BuildCommand, "", StringComparison.Ordinal) + "\n(Get-Module QualysCustomAttributes).ModuleBase");

        Assert.Equal((0, Repository.ModuleFolder), (exitCode, output.Trim()));
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

    // What was sent is never replaced, nor is a page: whoever runs the documentation a second time names others.
    private static void RemoveFilesOfAnEarlierTime(string script)
    {
        foreach (Match named in Regex.Matches(script, @"\bout/[\w-]+\.(db|sqlite)\b"))
        {
            string file = Path.Combine(Repository.Root, named.Value);
            File.Delete(file);
            File.Delete(Path.ChangeExtension(file, "html"));
        }
    }

    private async Task<(int ExitCode, string Output)> RunScriptAsync(string script)
    {
        string file = _home.Write(
            "documentation.ps1", $"$ErrorActionPreference = 'Stop'\n$PSStyle.OutputRendering = 'PlainText'\n{script.Replace(PackageFolder, PackedProduct.Folder, StringComparison.Ordinal)}");
        return await RunAsync(AtHome(PowerShellSearch.FindOnce().Start("-NoProfile", "-NonInteractive", "-File", file)));
    }

    // What a command installs goes here, and nothing else that is installed on this machine is found.
    private ProcessStartInfo AtHome(ProcessStartInfo start)
    {
        // PowerShell looks for modules where XDG_DATA_HOME says, and installs them where it says by default.
        string data = Path.Combine(_home.Path, ".local", "share");
        start.Environment["HOME"] = start.Environment["DOTNET_CLI_HOME"] = _home.Path;
        start.Environment["XDG_DATA_HOME"] = data;
        start.Environment["PSModulePath"] = Directory.CreateDirectory(Path.Combine(data, "powershell", "Modules")).FullName;
        start.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(DotnetHost.Path)!;
        start.Environment["NUGET_PACKAGES"] = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        if (start.FileName == "qualys-attributes")
        {
            start.FileName = Path.Combine(_home.Path, ".dotnet", "tools", start.FileName);
        }

        return start;
    }

    // Built already: these tests stand on that build, and building again would take the module away from under others.
    private static string AsBuilt(string command)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return command.Replace("dotnet run", $"dotnet run --no-build --configuration {configuration}", StringComparison.Ordinal)
            .Replace(PackageFolder, PackedProduct.Folder, StringComparison.Ordinal);
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
