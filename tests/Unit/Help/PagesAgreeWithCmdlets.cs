using System.Reflection;
using ModuleHelp;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.Unit.Help;

public sealed class PagesAgreeWithCmdlets
{
    // ------------------------------------------------------------------------------------------------------------------
    // Raise this with each new cmdlet: it is what keeps the comparison below from passing because it found none.
    // ------------------------------------------------------------------------------------------------------------------
    private const int ExpectedCmdlets = 30;

    private const string Pages = "docs/en-US";

    private static readonly IReadOnlyList<CmdletSurface> Cmdlets = CmdletSurface.In(Assembly.Load("QualysCustomAttributes"));

    [Fact]
    public void There_are_as_many_cmdlets_as_expected() =>
        Assert.True(Cmdlets.Count == ExpectedCmdlets, $"{ExpectedCmdlets} cmdlets are expected, {Cmdlets.Count} found: {string.Join(", ", Cmdlets.Select(cmdlet => cmdlet.Name))}");

    // A fact and not a theory: a theory without data fails, and a failure here lists everything at once.
    [Fact]
    public void Every_cmdlet_and_its_page_agree()
    {
        var names = Cmdlets.Select(cmdlet => cmdlet.Name).Union(PageFiles().Select(file => Path.GetFileNameWithoutExtension(file)));
        var wrong = names.Order(StringComparer.Ordinal).Select(name => (Name: name, Differences: Differences(name))).Where(page => page.Differences.Count > 0);

        var report = string.Concat(wrong.Select(page => $"\n\n{page.Name}, {page.Differences.Count} to settle:\n{string.Join('\n', page.Differences)}"));

        Assert.True(report.Length == 0, report);
    }

    private static IReadOnlyList<string> Differences(string name)
    {
        var file = $"{Pages}/{name}.md";
        var path = Path.Combine(Repository.Root, file);
        if (Cmdlets.FirstOrDefault(cmdlet => cmdlet.Name == name) is not { } cmdlet)
        {
            return [$"{file}: there is no such cmdlet"];
        }

        if (!File.Exists(path))
        {
            return [$"{file}: the cmdlet has no page"];
        }

        var (page, problems) = HelpPageReader.Read(file, File.ReadAllText(path));
        return page is null ? [.. problems.Select(problem => problem.ToString())] : PageComparer.Differences(cmdlet, page);
    }

    private static IEnumerable<string> PageFiles()
    {
        var folder = Path.Combine(Repository.Root, Pages);
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.md").Where(file => !Path.GetFileName(file).StartsWith("about_", StringComparison.Ordinal))
            : [];
    }
}
