using System.Diagnostics;
using System.Text;
using ModuleShell;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>The real program, in a process of its own.</summary>
internal sealed class ConnectorProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // In its own output: beside the tests it would miss what ASP.NET brings for the sandbox alone.
    private static readonly string Program = Path.Combine(
        Repository.Root, "src", "QualysCustomAttributes.Cli",
        Path.GetRelativePath(Path.Combine(Repository.Root, "tests", "EndToEnd"), AppContext.BaseDirectory), "qualys-attributes.dll");

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private ConnectorProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        _error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    public int Id => _process.Id;

    /// <summary>Starts it in a folder, with those environment variables of its own that are given and no others.</summary>
    public static ConnectorProcess Start(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Start(folder, environment, null, arguments);

    /// <summary>Starts it under a umask of its own: what the shell that it is started from takes off new files.</summary>
    public static ConnectorProcess StartUnder(
        string umask, string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Start(folder, environment, umask, arguments);

    private static ConnectorProcess Start(
        string folder, IReadOnlyDictionary<string, string> environment, string? umask, string[] arguments)
    {
        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(umask is null ? host : "/bin/sh");
        string[] throughAShell = umask is null ? [] : ["-c", $"umask {umask} && exec \"$@\"", "sh", host];
        foreach (string argument in throughAShell)
        {
            start.ArgumentList.Add(argument);
        }

        start.ArgumentList.Add(Program);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Start(start, folder, environment);
    }

    /// <summary>Whether this machine has what gives a program a terminal.</summary>
    public static bool HasTerminals => File.Exists("/usr/bin/script");

    /// <summary>Starts it in a terminal of so many columns; what it says on both outputs comes out of the one.</summary>
    public static ConnectorProcess StartInTerminal(int columns, string folder, params string[] arguments)
    {
        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        string command = string.Join(' ', new[] { host, Program }.Concat(arguments).Select(word => $"'{word}'"));
        var start = new ProcessStartInfo("/usr/bin/script");
        foreach (string word in (string[])["-qec", $"stty cols {columns}; exec {command}", "/dev/null"])
        {
            start.ArgumentList.Add(word);
        }

        return Start(start, folder, new Dictionary<string, string> { ["TERM"] = "xterm", ["SHELL"] = "/bin/sh" });
    }

    /// <summary>Starts a PowerShell with a script in its place.</summary>
    public static ConnectorProcess StartPowerShell(string folder, IReadOnlyDictionary<string, string> environment, string script) =>
        Start(PowerShellSearch.FindOnce().Start("-NoLogo", "-NoProfile", "-NonInteractive", "-Command", script), folder, environment);

    private static ConnectorProcess Start(ProcessStartInfo start, string folder, IReadOnlyDictionary<string, string> environment)
    {
        start.WorkingDirectory = folder;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardOutputEncoding = start.StandardErrorEncoding = Encoding.UTF8;
        foreach (string name in start.Environment.Keys.Where(IsRead).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new ConnectorProcess(process);
    }

    // The program's own variables, the passwords that its PostgreSQL driver takes, and the proxies of this machine.
    private static bool IsRead(string variable) =>
        variable.StartsWith("q_", StringComparison.OrdinalIgnoreCase) || variable is "PGPASSWORD" or "PGPASSFILE"
        || variable.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase);

    /// <summary>Sends a signal by name, as a shell does.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", ["-s", name, $"{Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Kills it, as a power cut would.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for the end.</summary>
    public async Task<ConnectorRun> EndAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return new ConnectorRun(_process.ExitCode, await _output, await _error);
    }

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
        return ValueTask.CompletedTask;
    }
}
