using System.Diagnostics;
using ModuleShell;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.Packages;

/// <summary>The command line as a .NET tool from a feed, and as one file where there is no .NET.</summary>
public sealed class The_command_line_installed : IDisposable
{
    private static readonly string FileName = OperatingSystem.IsWindows() ? "qualys-attributes.exe" : "qualys-attributes";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task As_a_tool_of_NET_it_makes_a_dry_run()
    {
        await PackedProduct.RequireAsync();
        string tools = _folder.File("tools");

        (int exitCode, string output) = await InstalledProgram.RunAsync(
            DotnetHost.Path, Repository.Root, null,
            "tool", "install", "qualys-attributes", "--version", PackedProduct.Version, "--tool-path", tools, "--source", PackedProduct.Folder, "--no-http-cache");
        Assert.True(exitCode == 0, output);

        var environment = new Dictionary<string, string>(Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Select(name => KeyValuePair.Create(name, Environment.GetEnvironmentVariable(name)!)))
        {
            ["DOTNET_ROOT"] = Path.GetDirectoryName(DotnetHost.Path)!,
        };
        await MakesADryRunAsync((arguments) => InstalledProgram.RunAsync(Path.Combine(tools, FileName), _folder.Path, environment, arguments), _folder.Path);
    }

    [Fact]
    public async Task As_one_file_it_needs_no_NET_and_no_right_that_an_ordinary_user_has_not()
    {
        Assert.SkipWhen(PackedProduct.System is null, "no single file is made for this system");
        await PackedProduct.RequireAsync();
        string archive = Path.Combine(
            PackedProduct.Folder, $"qualys-attributes-{PackedProduct.Version}-{PackedProduct.System}{(OperatingSystem.IsWindows() ? ".zip" : ".tar.gz")}");
        string home = Directory.CreateTempSubdirectory("single-file-").FullName;
        try
        {
            // tar is on Windows, too, and reads both.
            (int exitCode, string output) = await InstalledProgram.RunAsync("tar", home, null, "-xf", archive);
            Assert.True(exitCode == 0, output);
            Assert.Equal(
                ["LICENSE", "THIRD-PARTY-NOTICES.txt", FileName],
                Directory.GetFileSystemEntries(home, "*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal));
            File.Copy(Path.Combine(Repository.Root, "samples", "axonius-export.csv"), Path.Combine(home, "axonius-export.csv"));

            // No PATH, no DOTNET_ROOT: whatever .NET this machine has is out of reach.
            Dictionary<string, string> environment = new() { ["HOME"] = home, ["USERPROFILE"] = home, ["TEMP"] = home };
            string program = Path.Combine(home, FileName);
            if (Environment.IsPrivilegedProcess && File.Exists("/usr/bin/setpriv"))
            {
                await InstalledProgram.RunAsync("chown", home, null, "-R", "65534:65534", home);
                string[] asNobody = ["--reuid=65534", "--regid=65534", "--clear-groups", "--", program];
                await MakesADryRunAsync(arguments => InstalledProgram.RunAsync("/usr/bin/setpriv", home, environment, [.. asNobody, .. arguments]), home);
            }
            else
            {
                await MakesADryRunAsync(arguments => InstalledProgram.RunAsync(program, home, environment, arguments), home);
            }
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static async Task MakesADryRunAsync(Func<string[], Task<(int ExitCode, string Output)>> runAsync, string folder)
    {
        string export = Path.Combine(folder, "axonius-export.csv");
        if (!File.Exists(export))
        {
            File.Copy(Path.Combine(Repository.Root, "samples", "axonius-export.csv"), export);
        }

        (int exitCode, string version) = await runAsync(["--version"]);
        Assert.Equal((0, PackedProduct.Version), (exitCode, version.Trim()));

        (exitCode, string output) = await runAsync(["--csv-file", "axonius-export.csv", "--dry-run", "--database", "run.db", "--log-file", "run.log"]);
        Assert.True(exitCode == 0, output);

        (exitCode, string shown) = await runAsync(["show", "run.db"]);
        Assert.True(exitCode == 0 && shown.Contains("DryRun", StringComparison.Ordinal), shown);
    }
}
