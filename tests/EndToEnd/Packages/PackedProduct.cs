using QualysCustomAttributes.EndToEnd.PowerShell;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.Packages;

/// <summary>What is handed out, made once of the build that is tested, and the module installed from it as its users install it.</summary>
internal static class PackedProduct
{
    private static readonly Lazy<Task> Packing = new(PackAsync);
    private static readonly Lazy<Task<string>> Installing = new(InstallAsync);
    private static readonly string Home = Path.Combine(Repository.Root, "out", "TestResults", "installed");

    /// <summary>The folder of packages, a repository and a feed at once.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "out", "TestResults", "packages");

    /// <summary>The version of everything in it.</summary>
    public static string Version { get; } = typeof(PackedProduct).Assembly.GetName().Version!.ToString(3);

    /// <summary>The system that a single file is packed for: this one.</summary>
    public static string? System { get; } =
        OperatingSystem.IsWindows() ? "win-x64" : OperatingSystem.IsLinux() ? "linux-x64" : OperatingSystem.IsMacOS() ? "osx-arm64" : null;

    /// <summary>An environment in which PowerShell knows no repository and no module but its own and what is installed there.</summary>
    public static IReadOnlyDictionary<string, string> CleanEnvironment { get; } = new Dictionary<string, string>
    {
        ["HOME"] = Home,
        ["XDG_DATA_HOME"] = Path.Combine(Home, ".local", "share"),
        ["PSModulePath"] = Path.Combine(Home, ".local", "share", "powershell", "Modules"),
    };

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>Makes the packages, where that was not done yet.</summary>
    public static Task RequireAsync() => Packing.Value;

    /// <summary>Installs the module from them, where that was not done yet.</summary>
    /// <returns>The manifest of what is installed.</returns>
    public static Task<string> InstallModuleAsync() => Installing.Value;

    /// <summary>Packs once more, to another folder.</summary>
    public static Task<(int ExitCode, string Output)> PackAsync(string folder, string arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        PowerShellEngine.RunAsync(
            $"./build/Pack.ps1 -Configuration {Configuration} -Destination '{folder}' {arguments}", TestContext.Current.CancellationToken, null, environment);

    private static async Task PackAsync()
    {
        (int exitCode, string output) = await PackAsync(Folder, $"-Runtime {System}");
        Assert.True(exitCode == 0, output);
    }

    private static async Task<string> InstallAsync()
    {
        await Packing.Value;
        if (Directory.Exists(Home))
        {
            Directory.Delete(Home, recursive: true);
        }

        // Where it is not there, .NET takes it for no folder at all, and PowerShell the user's own in its place.
        Directory.CreateDirectory(CleanEnvironment["PSModulePath"]);
        (int exitCode, string output) = await PowerShellEngine.RunAsync(
            $"""
            $ErrorActionPreference = 'Stop'
            Register-PSResourceRepository -Name packed -Uri '{Folder}' -Trusted
            Install-PSResource QualysCustomAttributes -Repository packed
            (Get-Module QualysCustomAttributes -ListAvailable).Path
            """,
            TestContext.Current.CancellationToken,
            null,
            CleanEnvironment);
        Assert.True(exitCode == 0 && File.Exists(output.Trim()), output);
        return output.Trim();
    }
}
