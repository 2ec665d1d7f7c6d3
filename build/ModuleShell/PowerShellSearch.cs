namespace ModuleShell;

/// <summary>
/// Chooses a PowerShell: the one that an environment variable names, else the first on PATH that is new enough, else the one
/// that the build has downloaded.
/// </summary>
/// <param name="named">What the environment variable says.</param>
/// <param name="folders">The folders of PATH.</param>
/// <param name="package">The folder of the package.</param>
/// <param name="askVersion">Asks a PowerShell for its version, as <see cref="PowerShellProgram.AskVersion"/> does.</param>
public sealed class PowerShellSearch(
    string? named, IEnumerable<string> folders, string package, Func<PowerShellProgram, Version?> askVersion)
{
    /// <summary>The environment variable that names a PowerShell: the path of a program, or of a <c>pwsh.dll</c>.</summary>
    public const string Variable = "QUALYS_TEST_PWSH";

    /// <summary>The oldest PowerShell that the module runs on.</summary>
    public static readonly Version Oldest = new(7, 4);

    private static readonly Lazy<PowerShellProgram> OfThisMachine = new(() => new PowerShellSearch(
        Environment.GetEnvironmentVariable(Variable),
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
        BuildFacts.PowerShellPackage,
        program => program.AskVersion()).Find());

    /// <summary>The PowerShell of this machine; it is looked for once.</summary>
    /// <exception cref="PowerShellNotFoundException">There is none, or the one that was named does not work.</exception>
    public static PowerShellProgram FindOnce() => OfThisMachine.Value;

    /// <summary>Chooses.</summary>
    /// <exception cref="PowerShellNotFoundException">There is none, or the one that was named does not work.</exception>
    public PowerShellProgram Find()
    {
        if (!string.IsNullOrWhiteSpace(named))
        {
            return Check(
                new PowerShellProgram(Path.GetFullPath(named)),
                $"The PowerShell that {Variable} names, '{named}',",
                "Give it the path of a pwsh program or of a pwsh.dll, or clear it.");
        }

        string file = OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh";
        return folders.Select(folder => Path.Combine(folder, file)).Where(File.Exists).Select(path => new PowerShellProgram(path))
            .FirstOrDefault(program => askVersion(program) >= Oldest) ?? FindDownloaded();
    }

    private PowerShellProgram FindDownloaded()
    {
        string assembly = Path.Combine(package, "tools", "net10.0", "any", OperatingSystem.IsWindows() ? "win" : "unix", "pwsh.dll");
        return Check(
            new PowerShellProgram(assembly),
            $"There is no PowerShell {Oldest} or later on PATH, and the one of the package, '{assembly}',",
            $"'dotnet restore' downloads it; or let {Variable} name the path of a pwsh program or of a pwsh.dll.");
    }

    private PowerShellProgram Check(PowerShellProgram program, string subject, string remedy)
    {
        string? problem =
            !File.Exists(program.Path) ? "is not there"
            : askVersion(program) is not { } version ? "does not start, or is no PowerShell"
            : version < Oldest ? $"is version {version}, and {Oldest} is the oldest that will do"
            : null;
        return problem is null ? program : throw new PowerShellNotFoundException($"{subject} {problem}. {remedy}");
    }
}
