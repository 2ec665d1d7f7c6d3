using System.Diagnostics;
using System.Runtime.InteropServices;

namespace QualysCustomAttributes.Windows.Hosting;

/// <summary>The programs that are tried, published once for all tests, and the system that runs them, where this machine has one.</summary>
public sealed class WindowsPrograms : IAsyncLifetime
{
    private const int OldestWine = 8;

    private static readonly TimeSpan LongestPublication = TimeSpan.FromMinutes(15);

    private IWindowsSystem? _system;
    private string? _lack;

    /// <summary>Whether the programs run in Wine, which cannot do everything.</summary>
    public bool IsWine => _system is WinePrefix;

    /// <summary>The runner of Core's tests.</summary>
    internal string CoreTests { get; private set; } = "";

    /// <summary>The command line.</summary>
    internal string CommandLine { get; private set; } = "";

    /// <summary>The PowerShell that runs a script file.</summary>
    internal string PowerShell { get; private set; } = "";

    /// <summary>Publishes the programs, if something here can run them.</summary>
    public async ValueTask InitializeAsync()
    {
        _system = await FindAsync();
        if (_system is null)
        {
            return;
        }

        using var limit = new CancellationTokenSource(LongestPublication);
        DeleteFolder();
        Task starting = _system.StartAsync(limit.Token);
        try
        {
            PowerShell = await Publication.PublishAsync("tests/Windows/PowerShellHost", "PowerShellHost", limit.Token);
            CommandLine = await Publication.PublishAsync("src/QualysCustomAttributes.Cli", "qualys-attributes", limit.Token);
            CoreTests = await Publication.PublishAsync("tests/Unit", "Unit", limit.Token);
        }
        finally
        {
            await starting;
        }
    }

    /// <summary>Skips the test where nothing on this machine runs programs for Windows.</summary>
    internal void Require() => Assert.SkipWhen(_system is null, _lack ?? "");

    /// <summary>Gives the path by which the programs know a file.</summary>
    internal string PathOf(string file) => _system!.PathOf(file);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">The program.</param>
    /// <param name="folder">The folder it runs in.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Environment variables that are set for it; of those that it reads it sees no others.</param>
    /// <param name="longest">How long it may take, if not three minutes.</param>
    internal async Task<WindowsRun> RunAsync(
        string program,
        string folder,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        TimeSpan? longest = null)
    {
        ProcessStartInfo start = _system!.Prepare(program);
        start.WorkingDirectory = folder;
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("q_", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(longest ?? TimeSpan.FromMinutes(3));
        WindowsRun run = await WindowsRun.OfAsync(start, limit.Token);
        return run with { Error = _system.WithoutOwnTalk(run.Error) };
    }

    /// <summary>Ends the system and deletes the programs, which are large.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_system is not null)
        {
            await _system.DisposeAsync();
            DeleteFolder();
        }
    }

    private async Task<IWindowsSystem?> FindAsync()
    {
        if (OperatingSystem.IsWindows())
        {
            return new RealWindows();
        }

        if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64)
        {
            _lack = "This is neither Windows nor a Linux on x64, where Wine would do.";
            return null;
        }

        string version;
        try
        {
            version = (await WindowsRun.OfAsync(new ProcessStartInfo("wine", "--version"), CancellationToken.None)).Output;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            _lack = "This is no Windows, and wine is not on PATH.";
            return null;
        }

        string digits = new([.. version.SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(char.IsAsciiDigit)]);
        if (!int.TryParse(digits, out int major) || major < OldestWine)
        {
            _lack = $"Wine {OldestWine} or later is needed; wine --version says '{version.Trim()}'.";
            return null;
        }

        return new WinePrefix();
    }

    private static void DeleteFolder()
    {
        if (Directory.Exists(Publication.Folder))
        {
            Directory.Delete(Publication.Folder, recursive: true);
        }
    }
}
