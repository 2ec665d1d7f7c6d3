using System.Text.RegularExpressions;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Wording;

/// <summary>Core names no switch, the cmdlets no option of the command line, and the command line no cmdlet: read in what is written there.</summary>
public sealed partial class Each_front_speaks_its_own_language
{
    [Theory]
    [InlineData("QualysCustomAttributes.Core", true, true)]
    [InlineData("QualysCustomAttributes", true, false)]
    [InlineData("QualysCustomAttributes.Cli", false, true)]
    public void No_text_is_in_the_language_of_another(string project, bool noOptions, bool noCmdlets)
    {
        (string File, string Text)[] texts = [.. Texts(project)];

        Assert.NotEmpty(texts);
        Assert.Equal([], texts.Where(text => noOptions && Option().IsMatch(text.Text)).Select(text => $"{text.File}: {text.Text}"));
        Assert.Equal([], texts.Where(text => noCmdlets && Cmdlet().IsMatch(text.Text)).Select(text => $"{text.File}: {text.Text}"));
    }

    [Fact]
    public void Only_who_asks_for_the_tables_of_a_run_is_told_their_names()
    {
        (string File, string Text)[] naming = [.. Texts("QualysCustomAttributes.Cli").Where(text => Table().IsMatch(text.Text))];

        Assert.Equal(["DatabaseHelp.cs"], naming.Select(text => text.File).Distinct());
    }

    [Fact]
    public void Each_is_found_in_the_language_it_is_of()
    {
        Assert.Contains(Texts("QualysCustomAttributes.Cli"), text => Option().IsMatch(text.Text));
        Assert.Contains(Texts("QualysCustomAttributes"), text => Cmdlet().IsMatch(text.Text));
    }

    private static IEnumerable<(string File, string Text)> Texts(string project) =>
        from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", project), "*.cs", SearchOption.AllDirectories)
        where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        from line in File.ReadLines(file)
        where !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
        from Match text in Literal().Matches(line)
        select (Path.GetFileName(file), text.Value);

    [GeneratedRegex(@"""(?:[^""\\]|\\.)*""", RegexOptions.CultureInvariant)]
    private static partial Regex Literal();

    [GeneratedRegex("rejected_rows|qualys_attribute_(payloads|plan|verification)|axonious_data|api_calls", RegexOptions.CultureInvariant)]
    private static partial Regex Table();

    [GeneratedRegex(@"(?<![\w-])--[a-z]{2,}", RegexOptions.CultureInvariant)]
    private static partial Regex Option();

    [GeneratedRegex(@"\b[A-Z][a-z]+-(Qualys|Axonius)\w*|[ (""]-[A-Z][a-z]+", RegexOptions.CultureInvariant)]
    private static partial Regex Cmdlet();
}
