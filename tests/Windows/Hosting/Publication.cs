using System.Diagnostics;

namespace QualysCustomAttributes.Windows.Hosting;

/// <summary>Publishes projects for Windows, with the runtime beside them, into a folder that is thrown away.</summary>
internal static class Publication
{
    private const string Configuration =
#if DEBUG
        "Debug";
#else
        "Release";
#endif

    /// <summary>Inside the repository, for some of Core's tests look for it above themselves.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "out", "windows");

    /// <summary>Publishes one project and gives its program.</summary>
    /// <param name="project">The project's folder, seen from the repository's.</param>
    /// <param name="program">The program's name, without its ending.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<string> PublishAsync(string project, string program, CancellationToken cancellationToken)
    {
        string target = Path.Combine(Folder, program);
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] words =
        [
            "publish", project, "--configuration", Configuration, "--runtime", "win-x64", "--self-contained", "--output", target,
            // What other tests run from, and the module that they import, stays as it is.
            "--artifacts-path", Path.Combine(Folder, "build"), $"--property:ModuleOutput={Path.Combine(Folder, "module")}/",
            // The tool that makes the help comes twice, once for this machine.
            "--property:ErrorOnDuplicatePublishOutputFiles=false",
            // A build server would outlive the command and hold its outputs open.
            "--disable-build-servers", "--nologo",
        ];
        foreach (string word in words)
        {
            start.ArgumentList.Add(word);
        }

        // The build that runs the tests has set some that name its own tools.
        string[] set = [.. start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase))];
        foreach (string name in set)
        {
            start.Environment.Remove(name);
        }

        WindowsRun run = await WindowsRun.OfAsync(start, cancellationToken);
        Assert.True(run.ExitCode == 0, $"dotnet publish {project} ended with {run.ExitCode}:\n{run.Output}{run.Error}");
        return Path.Combine(target, program + ".exe");
    }
}
