using System.Diagnostics;

namespace QualysCustomAttributes.Windows.Hosting;

/// <summary>A Wine with a Windows 10 of its own, made anew for the run and thrown away after it.</summary>
internal sealed class WinePrefix : IWindowsSystem
{
    private const string Shell = "/bin/sh";
    private const string Registry = "HKCU\\Software\\Wine";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("wine-prefix-");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Wine's own services outlive the program that starts them, and inherit its outputs: whoever reads those to their
        // end would wait for the services. The server that stays spares every later program the start of them.
        await RunAsync("wineboot --init && wineserver -w", cancellationToken);
        await RunAsync($"wineserver -p && wine reg add '{Registry}' /v Version /d win10 /f", cancellationToken);
    }

    public ProcessStartInfo Prepare(string program)
    {
        var start = new ProcessStartInfo("wine");
        start.ArgumentList.Add(program);
        Furnish(start);
        return start;
    }

    public string PathOf(string file) => "Z:" + Path.GetFullPath(file).Replace('/', '\\');

    public string WithoutOwnTalk(string error) =>
        string.Join('\n', error.Split('\n').Where(line => !line.StartsWith("wine: ", StringComparison.Ordinal)));

    public async ValueTask DisposeAsync()
    {
        await RunAsync("wineserver -k; wineserver -w", CancellationToken.None);
        _folder.Delete(recursive: true);
    }

    private async Task RunAsync(string script, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Shell);
        string[] words = ["-c", $"{{ {script}; }} >/dev/null 2>&1 </dev/null"];
        foreach (string word in words)
        {
            start.ArgumentList.Add(word);
        }

        Furnish(start);
        using Process process = Process.Start(start)!;
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode == 0, $"Wine: {script} ended with {process.ExitCode}");
    }

    private void Furnish(ProcessStartInfo start)
    {
        start.Environment["WINEPREFIX"] = _folder.FullName;
        start.Environment["WINEDEBUG"] = "-all";
        // Without this the runtime dies in a finalizer: Wine cannot map its code twice.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        // Nobody is to be asked in a window whether Mono shall be installed.
        start.Environment.Remove("DISPLAY");
        start.Environment.Remove("WAYLAND_DISPLAY");
        start.Environment.Remove("WINEDLLOVERRIDES");
    }
}
