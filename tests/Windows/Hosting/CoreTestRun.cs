using System.Xml.Linq;

namespace QualysCustomAttributes.Windows.Hosting;

/// <summary>One run of Core's tests on Windows, and the report that it leaves among the results of the tests.</summary>
public sealed class CoreTestRun(WindowsPrograms programs) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(20);

    private readonly SemaphoreSlim _once = new(1);
    private bool _isComplete;

    internal int ExitCode { get; private set; }

    internal string Output { get; private set; } = "";

    internal int Total { get; private set; }

    /// <summary>The full names of all tests that there are, theories without their data.</summary>
    internal IReadOnlyList<string> Names { get; private set; } = [];

    internal IReadOnlyList<string> Passed { get; private set; } = [];

    /// <summary>Those that failed, each with what it says.</summary>
    internal IReadOnlyList<string> Failures { get; private set; } = [];

    private static string Report { get; } = Path.Combine(Repository.Root, "out", "TestResults", "windows-core.trx");

    /// <summary>Runs them, if that is not done yet.</summary>
    internal async Task CompleteAsync()
    {
        await _once.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!_isComplete)
            {
                await RunAsync();
                _isComplete = true;
            }
        }
        finally
        {
            _once.Release();
        }
    }

    public void Dispose() => _once.Dispose();

    private async Task RunAsync()
    {
        string folder = Path.GetDirectoryName(programs.CoreTests)!;
        WindowsRun list = await programs.RunAsync(programs.CoreTests, folder, ["-list", "methods", "-noColor"]);
        Names = list.Lines;

        Directory.CreateDirectory(Path.GetDirectoryName(Report)!);
        File.Delete(Report);
        IEnumerable<string> names = programs.IsWine ? What_Wine_cannot_do.Tests.Keys : [];
        IEnumerable<string> classes = programs.IsWine ? What_was_not_tried_in_Wine.Classes : [];
        IEnumerable<string> leftOut = names.SelectMany(test => (string[])["-method-", $"*.{test}"])
            .Concat(classes.SelectMany(name => (string[])["-class-", $"QualysCustomAttributes.Unit.{name}"]));
        string[] arguments = ["-noLogo", "-noColor", "-noAutoReporters", "-trx", programs.PathOf(Report), .. leftOut];
        WindowsRun run = await programs.RunAsync(programs.CoreTests, folder, arguments, longest: Longest);
        ExitCode = run.ExitCode;
        Output = run.Output + run.Error;
        Assert.True(File.Exists(Report), $"No report was left; the runner ended with {ExitCode}:\n{Output}");
        XDocument report = XDocument.Load(Report);
        Read(report);
        report.Save(Report);
    }

    // Whoever reads the results of all tests finds these names twice, and is to see which are which.
    private void Read(XDocument report)
    {
        XNamespace space = report.Root!.Name.Namespace;
        XElement[] results = [.. report.Descendants(space + "UnitTestResult")];
        foreach (XElement result in results)
        {
            result.SetAttributeValue("testName", $"Windows: {Name(result)}");
        }

        Total = results.Length;
        Passed = [.. results.Where(result => Outcome(result) == "Passed").Select(Name)];
        Failures = [.. results.Where(result => Outcome(result) == "Failed")
            .Select(result => $"{Name(result)}: {(string?)result.Descendants(space + "Message").FirstOrDefault()}")];
    }

    private static string Outcome(XElement result) => (string)result.Attribute("outcome")!;

    private static string Name(XElement result) => (string)result.Attribute("testName")!;
}
