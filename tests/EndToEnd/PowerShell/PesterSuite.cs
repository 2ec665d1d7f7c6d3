using System.Reflection;
using System.Text;
using System.Xml.Linq;
using QualysCustomAttributes.EndToEnd.Packages;
using QualysCustomAttributes.EndToEnd.PostgreSql;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.PowerShell;

/// <summary>The Pester suite: the module, installed from its package, in a real PowerShell whose module path holds nothing else. A case is a file; its tests are in the report it leaves.</summary>
public sealed class PesterSuite
{
    private const int LongestMinutes = 10;

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Folder, "*.Tests.ps1").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    // By path: whatever is installed, the suite runs in the version that the build has downloaded.
    private static string Pester { get; } = typeof(PesterSuite).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => attribute.Key == nameof(Pester)).Value!;

    private static string Folder => Path.Combine(Repository.Root, "tests", "Pester");

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Passes(string file)
    {
        Assert.True(File.Exists(Pester), $"Pester is not at '{Pester}': 'dotnet restore' downloads it.");
        string report = Path.Combine(Repository.Root, "out", "TestResults", "pester", Path.ChangeExtension(file, "xml"));
        Directory.CreateDirectory(Path.GetDirectoryName(report)!);
        File.Delete(report);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(LongestMinutes));

        string? postgreSql = file.StartsWith("Publishing", StringComparison.Ordinal) ? await PostgreSqlServer.TryFindAsync() : null;
        Dictionary<string, string> environment = new(PackedProduct.CleanEnvironment) { ["QUALYS_TEST_MODULE"] = await PackedProduct.InstallModuleAsync() };
        (int exitCode, string output) = await PowerShellEngine.RunAsync(Script(Path.Combine(Folder, file), report), limit.Token, postgreSql, environment);

        Assert.True(File.Exists(report), $"{file} left no report (exit code {exitCode}):\n{output}");
        XElement results = XDocument.Load(report).Root!;
        Assert.True(Count(results, "total") > 0, $"{file} ran no test:\n{output}");
        string failures = DescribeFailures(results);
        Assert.True(exitCode == 0 && failures.Length == 0, $"{file} (exit code {exitCode}):\n{(failures.Length > 0 ? failures : output)}");
    }

    private static string Script(string file, string report) =>
        $"""
        $ErrorActionPreference = 'Stop'
        $ProgressPreference = 'SilentlyContinue'
        $PSStyle.OutputRendering = 'PlainText'
        Import-Module {Quote(Pester)}
        $configuration = New-PesterConfiguration
        $configuration.Run.Path = {Quote(file)}
        $configuration.Run.PassThru = $true
        $configuration.Output.CIFormat = 'None'
        $configuration.TestResult.Enabled = $true
        $configuration.TestResult.OutputFormat = 'NUnitXml'
        $configuration.TestResult.OutputPath = {Quote(report)}
        $result = Invoke-Pester -Configuration $configuration
        exit ($result.Result -eq 'Passed' ? 0 : 1)
        """;

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static int Count(XElement results, string name) => (int?)results.Attribute(name) ?? 0;

    private static string DescribeFailures(XElement results)
    {
        var text = new StringBuilder();
        foreach (XElement test in results.Descendants("test-case").Where(test => test.Element("failure") is not null))
        {
            text.Append((string?)test.Attribute("description") ?? (string?)test.Attribute("name")).Append(": ")
                .AppendLine((string?)test.Element("failure")!.Element("message"));
        }

        return text.ToString();
    }
}
