using System.Diagnostics;
using System.Text.Json;
using QualysSandbox;

namespace QualysCustomAttributes.Windows.Hosting;

/// <summary>A folder of a test's own, a sandbox on this machine's side, and the programs on the side of Windows.</summary>
internal sealed class Scene : IAsyncDisposable
{
    public const string UserName = "the-user";
    public const string Password = "Geheim & \"q\" 77";

    private readonly TemporaryFolder _folder = new();
    private readonly WindowsPrograms _programs;

    private Scene(WindowsPrograms programs, SandboxServer sandbox)
    {
        _programs = programs;
        Sandbox = sandbox;
    }

    public SandboxServer Sandbox { get; }

    /// <summary>The ids of the sandbox's inventory, in their order.</summary>
    public string[] InventoryIds => [.. Sandbox.Inventory.Ids.Select(id => $"{id}")];

    public string Address => Sandbox.Address.GetLeftPart(UriPartial.Authority);

    /// <summary>The export that shows every rule of the data.</summary>
    public static string SampleExport { get; } = Path.Combine(Repository.Root, "samples", "axonius-export.csv");

    /// <summary>The program as this machine runs it.</summary>
    private static string NativeCommandLine { get; } = Path.Combine(
        Repository.Root,
        "src",
        "QualysCustomAttributes.Cli",
        Path.GetRelativePath(Path.Combine(Repository.Root, "tests", "Windows"), AppContext.BaseDirectory),
        "qualys-attributes.dll");

    private static Dictionary<string, string> Credentials => new() { ["q_username"] = UserName, ["q_password"] = Password };

    /// <summary>Begins a scene, or skips the test where nothing runs programs for Windows.</summary>
    public static async Task<Scene> BeginAsync(WindowsPrograms programs, int inventory = 0)
    {
        programs.Require();
        var options = new SandboxOptions
        {
            UserName = UserName,
            Password = Password,
            Inventory = new() { Assets = inventory, AverageBytes = 8_000 },
        };
        return new Scene(programs, await SandboxServer.StartAsync(options, TestContext.Current.CancellationToken));
    }

    /// <summary>A file of the folder, as this machine names it.</summary>
    public string File(string name) => _folder.File(name);

    /// <summary>A file of the folder, as Windows names it.</summary>
    public string WindowsFile(string name) => _programs.PathOf(_folder.File(name));

    /// <summary>Runs the command line on Windows.</summary>
    public Task<WindowsRun> RunAsync(params string[] arguments) =>
        _programs.RunAsync(_programs.CommandLine, _folder.Path, arguments, Credentials);

    /// <summary>Runs the command line on this machine.</summary>
    public async Task<WindowsRun> RunNativelyAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet");
        start.WorkingDirectory = _folder.Path;
        foreach (string word in arguments.Prepend(NativeCommandLine))
        {
            start.ArgumentList.Add(word);
        }

        return await WindowsRun.OfAsync(start, TestContext.Current.CancellationToken);
    }

    /// <summary>Runs a script of the folder <c>Scripts</c> in a PowerShell on Windows; its working folder is the scene's.</summary>
    /// <param name="script">The script's name.</param>
    /// <param name="parameters">Its parameters.</param>
    public async Task<WindowsRun> RunScriptAsync(string script, params (string Name, string Value)[] parameters)
    {
        string path = _programs.PathOf(Path.Combine(AppContext.BaseDirectory, "Scripts", script));
        IEnumerable<string> words = parameters.Select(parameter => $"{parameter.Name}={parameter.Value}").Prepend(path);
        return await _programs.RunAsync(_programs.PowerShell, _folder.Path, words, Credentials);
    }

    /// <summary>Runs a script that uses the module; it is to end well, and gives one object as JSON.</summary>
    public async Task<JsonElement> RunModuleScriptAsync(string script, params (string Name, string Value)[] parameters)
    {
        WindowsRun run = await RunScriptAsync(script, [("Module", _programs.PathOf(Repository.ModuleFolder)), .. parameters]);
        run.RequireSuccess();
        using JsonDocument document = JsonDocument.Parse(run.Output);
        return document.RootElement.Clone();
    }

    /// <summary>Runs the command line on Windows and kills it there, as the task manager does, when something has come about.</summary>
    public async Task KillAsync(Func<bool> atMoment, params string[] arguments)
    {
        string signal = File("kill-now");
        Task<WindowsRun> killing = RunScriptAsync(
            "Kill.ps1",
            ("Program", _programs.PathOf(_programs.CommandLine)),
            ("Arguments", JsonSerializer.Serialize(arguments)),
            ("Signal", WindowsFile("kill-now")));
        while (!atMoment() && !killing.IsCompleted)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await System.IO.File.WriteAllTextAsync(signal, "", TestContext.Current.CancellationToken);
        (await killing).RequireSuccess();
    }

    public async ValueTask DisposeAsync()
    {
        await Sandbox.DisposeAsync();
        _folder.Dispose();
    }
}
