using ModuleShell;

namespace Bench.Comparing;

/// <summary>The programs that are compared, as far as this machine has them.</summary>
internal sealed class Contenders
{
    private readonly List<string> _skipped = [];

    public Contenders(ComparisonOptions options)
    {
        CommandLine = new CommandLineDryRun(options.CommandLine is { } path ? Path.GetFullPath(path) : SourceTree.BuildCommandLine());
        var all = new List<Contender>();
        Shell = ExecutableSearch.Find("sqlite3") is { } sqlite ? new SqliteShell(sqlite) : null;
        if (Shell is not null)
        {
            all.Add(Shell);
        }
        else
        {
            _skipped.Add("sqlite3 .import: sqlite3 is not on PATH");
        }

        all.Add(CommandLine);
        try
        {
            PowerShellProgram shell = PowerShellSearch.FindOnce();
            string module = SourceTree.BuildModule();
            Pipeline = new FiveCmdlets(shell, module);
            all.AddRange([Pipeline, new OneCmdlet(shell, module)]);
        }
        catch (PowerShellNotFoundException exception)
        {
            _skipped.Add($"five cmdlets and Sync-QualysAttribute: {exception.Message}");
        }

        All = all;
        Python = FindPython(options);
    }

    /// <summary>Those that run over every export, in the order of a round.</summary>
    public IReadOnlyList<Contender> All { get; }

    public Contender? Shell { get; }

    public Contender CommandLine { get; }

    public Contender? Pipeline { get; }

    /// <summary>The Python connector, which runs over a small export of its own.</summary>
    public Contender? Python { get; }

    /// <summary>What is missing, with the reason.</summary>
    public IReadOnlyList<string> Skipped => _skipped;

    private PythonConnector? FindPython(ComparisonOptions options)
    {
        if (options.PythonConnector is not { } connector)
        {
            _skipped.Add("Python connector: no copy was named (--python-connector)");
            return null;
        }

        if (!File.Exists(connector))
        {
            throw new BenchException($"There is no Python connector at '{connector}'.");
        }

        if (ExecutableSearch.FindAny("python3", "python") is { } python)
        {
            return new PythonConnector(python, Path.GetFullPath(connector));
        }

        _skipped.Add("Python connector: python3 is not on PATH");
        return null;
    }
}
