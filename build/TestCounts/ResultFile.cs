using System.Xml;
using System.Xml.Linq;

namespace TestCounts;

/// <summary>A file of results: what <c>dotnet test</c> leaves (TRX), or what Pester leaves for one of its files (NUnit XML).</summary>
/// <param name="Name">The file's name without folder and extension.</param>
/// <param name="Results">The tests in it; what went wrong beside them stands among them as failed.</param>
public sealed record ResultFile(string Name, IReadOnlyList<CountedTest> Results)
{
    /// <summary>Whether something in it failed.</summary>
    public bool HasFailed => Results.Any(result => result.Outcome == TestOutcome.Failed);

    /// <summary>Reads a file; one that cannot be read is a failure of its own.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">Reads its root, as <see cref="Trx.Read"/> or <see cref="PesterReport.Read"/> does.</param>
    public static ResultFile Read(string path, Func<XElement, IEnumerable<CountedTest>> read)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        try
        {
            CountedTest[] results = [.. read(XDocument.Load(path).Root!)];
            return new ResultFile(
                name, results.Length > 0 ? results : [new CountedTest(path, TestOutcome.Failed, "there is no test in it")]);
        }
        catch (XmlException exception)
        {
            return new ResultFile(name, [new CountedTest(path, TestOutcome.Failed, $"the file is broken: {exception.Message}")]);
        }
    }
}
