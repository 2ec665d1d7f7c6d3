using ModuleHelp;
using Xunit;

namespace QualysCustomAttributes.Unit.Help;

public sealed class PageComparison
{
    [Fact]
    public void A_page_that_says_what_the_cmdlet_is_has_no_differences() => Assert.Empty(Split(SamplePages.Split));

    [Fact]
    public void A_cmdlet_that_names_no_sets_agrees_with_a_syntax_without_headings()
    {
        var page = HelpPageReader.Read(SamplePages.PlainFile, SamplePages.Plain).Page!;

        Assert.Empty(PageComparer.Differences(CmdletSurface.Of(typeof(GetPlainCommand)), page));
    }

    [Fact]
    public void Only_classes_with_the_attribute_are_cmdlets() =>
        Assert.Equal(["Get-Plain", "Set-Lonely", "Split-Fake"], CmdletSurface.In(typeof(SplitFakeCommand).Assembly).Select(cmdlet => cmdlet.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void A_default_set_without_parameters_is_a_set()
    {
        var cmdlet = CmdletSurface.Of(typeof(SetLonelyCommand));

        Assert.Equal(["Something", "Nothing"], cmdlet.Sets);
        Assert.Equal("Nothing", cmdlet.DefaultSet);
    }

    [Theory]
    [InlineData("Type: FakeAction", "Type: String", "-Action: Type: the page says 'String', the cmdlet 'FakeAction'")]
    [InlineData("Type: FakeRecord[]", "Type: FakeRecord", "-InputObject: Type: the page says 'FakeRecord', the cmdlet 'FakeRecord[]'")]
    [InlineData("Aliases: Size, Count", "Aliases: Size", "-BatchSize: Aliases: the page says 'Size', the cmdlet 'Count, Size'")]
    [InlineData("Aliases: wi", "Aliases: wi, w", "-WhatIf: Aliases: the page says 'w, wi', the cmdlet 'wi'")]
    [InlineData("Accepted values: Exclude, ExcludeConflicting", "Accepted values: Exclude", "-Action: Accepted values: the page says 'Exclude', the cmdlet 'Exclude, ExcludeConflicting'")]
    [InlineData("Accepted values: Gzip, None", "Accepted values: Gzip, None, Zip", "-Compression: Accepted values: the page says 'Gzip, None, Zip', the cmdlet 'Gzip, None'")]
    [InlineData("Required: True", "Required: False", "-DatabasePath: Required: the page says 'False', the cmdlet 'True' in Database")]
    [InlineData("Position: 0", "Position: 2", "-InputObject: Position: the page says '2', the cmdlet '0' in Payload")]
    [InlineData("Position: 1", "Position: Named", "-Action: Position: the page says 'Named', the cmdlet '1' in Payload")]
    [InlineData("True (ByPropertyName, ByValue)", "True (ByValue)", "-InputObject: Accept pipeline input: the page says 'True (ByValue)', the cmdlet 'True (ByPropertyName, ByValue)' in Payload")]
    [InlineData("Accept pipeline input: False", "Accept pipeline input: True (ByValue)", "-Action: Accept pipeline input: the page says 'True (ByValue)', the cmdlet 'False' in Payload")]
    [InlineData("Accept wildcard characters: True", "Accept wildcard characters: False", "-DatabasePath: Accept wildcard characters: the page says 'False', the cmdlet 'True'")]
    [InlineData("Parameter Sets: (All)", "Parameter Sets: Payload", "-BatchSize: Parameter Sets: the page says 'Payload', the cmdlet 'Database, Payload'")]
    [InlineData("Parameter Sets: Payload", "Parameter Sets: (All)", "-Action: Parameter Sets: the page says 'Database, Payload', the cmdlet 'Payload'")]
    [InlineData("### -BatchSize", "### -BatchSizes", "-BatchSizes is no parameter of the cmdlet")]
    [InlineData("### Payload (Default)", "### Payload", "SYNTAX: 'Payload' is the default parameter set")]
    [InlineData("[[-Action] <FakeAction>]", "[-Action <FakeAction>]", "SYNTAX: 'Payload' should read")]
    [InlineData("[-InputObject] <FakeRecord[]> [[-Action] <FakeAction>]", "[[-Action] <FakeAction>] [-InputObject] <FakeRecord[]>", "SYNTAX: 'Payload' should read")]
    [InlineData("[-Compression <String>] ", "", "SYNTAX: 'Database' should read")]
    [InlineData("### QualysCustomAttributes.Unit.Help.FakeBatch", "### FakeBatch", "OUTPUTS: 'QualysCustomAttributes.Unit.Help.FakeBatch' is missing")]
    [InlineData("### QualysCustomAttributes.Unit.Help.FakeBatch", "### FakeBatch", "OUTPUTS: the cmdlet does not name 'FakeBatch'")]
    [InlineData("### QualysCustomAttributes.Unit.Help.FakeRecord", "### None", "INPUTS: 'QualysCustomAttributes.Unit.Help.FakeRecord' is missing")]
    public void A_page_that_says_something_else_is_told_so(string from, string to, string difference)
    {
        var differences = Split(SamplePages.Split.With(from, to));

        Assert.Contains(differences, text => text.Contains("): " + difference, StringComparison.Ordinal));
    }

    [Fact]
    public void A_default_set_of_the_page_which_is_not_the_cmdlets_is_found()
    {
        var differences = Split(SamplePages.Split.With("### Payload (Default)", "### Payload").With("### Database", "### Database (Default)"));

        Assert.Equal(2, differences.Count);
        Assert.EndsWith("SYNTAX: 'Database' is not the default parameter set", differences[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_parameter_comes_with_the_yaml_it_needs()
    {
        var page = SamplePages.ReadSplit(SamplePages.Split);

        var difference = Assert.Single(Differences(page with { Parameters = [.. page.Parameters.Where(parameter => parameter.Name != "Action")] }));

        Assert.Contains("-Action is missing", difference, StringComparison.Ordinal);
        var yaml = difference[difference.IndexOf("```yaml", StringComparison.Ordinal)..].Split('\n').Select(line => line.Trim());
        var block = SamplePages.Split.ReplaceLineEndings("\n");
        block = block[block.IndexOf("```yaml", StringComparison.Ordinal)..].With("Default value: ExcludeConflicting", "Default value: None");
        Assert.Equal(block.Split('\n').Take(yaml.Count()), yaml);
    }

    [Fact]
    public void A_missing_parameter_that_differs_by_set_comes_with_a_block_for_each()
    {
        var page = SamplePages.ReadSplit(SamplePages.Split);

        var difference = Assert.Single(Differences(page with { Parameters = [.. page.Parameters.Where(parameter => parameter.Name != "DatabasePath")] }));

        Assert.Contains("Parameter Sets: Payload", difference, StringComparison.Ordinal);
        Assert.Contains("Parameter Sets: Database", difference, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BatchSize")]
    [InlineData("WhatIf")]
    [InlineData("Confirm")]
    public void Parameters_of_the_base_class_and_of_ShouldProcess_are_expected(string name)
    {
        var page = SamplePages.ReadSplit(SamplePages.Split);

        var difference = Assert.Single(Differences(page with { Parameters = [.. page.Parameters.Where(parameter => parameter.Name != name)] }));

        Assert.Contains($"-{name} is missing", difference, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameter_sets_that_only_one_side_has_are_found()
    {
        var page = SamplePages.ReadSplit(SamplePages.Split);

        var differences = Differences(page with { Syntax = [page.Syntax[0], page.Syntax[1] with { Name = "Folder" }] });

        Assert.Contains(differences, text => text.Contains("SYNTAX: the parameter set 'Database' is missing; it reads\n    Split-Fake -DatabasePath <String> ", StringComparison.Ordinal));
        Assert.Contains(differences, text => text.Contains("SYNTAX: 'Folder' is no parameter set", StringComparison.Ordinal));
    }

    [Fact]
    public void An_empty_synopsis_and_no_example_are_found()
    {
        var page = SamplePages.ReadSplit(SamplePages.Split);

        Assert.Equal(["docs/en-US/Split-Fake.md(8): the synopsis is empty", "docs/en-US/Split-Fake.md(8): there is no example"], Differences(page with { Synopsis = [], Examples = [] }));
    }

    [Fact]
    public void All_differences_of_a_page_are_listed_with_their_lines()
    {
        var page = SamplePages.Split.With("Type: FakeAction", "Type: String").With("Aliases: cf", "Aliases:");

        Assert.Equal(
            [
                $"docs/en-US/Split-Fake.md({page.LineOf("Type: String") - 1}): -Action: Type: the page says 'String', the cmdlet 'FakeAction'",
                $"docs/en-US/Split-Fake.md({page.LineOf("Asks first.") + 2}): -Confirm: Aliases: the page says '', the cmdlet 'cf'",
            ],
            Split(page));
    }

    [Fact]
    public void The_order_of_named_parameters_and_line_breaks_in_the_syntax_are_free() =>
        Assert.Empty(Split(SamplePages.Split.With("[-WhatIf] [-Confirm] [<CommonParameters>]", "[-Confirm]\n [-WhatIf] [<CommonParameters>]")));

    private static IReadOnlyList<string> Split(string page) => Differences(SamplePages.ReadSplit(page));

    private static IReadOnlyList<string> Differences(HelpPage page) => PageComparer.Differences(CmdletSurface.Of(typeof(SplitFakeCommand)), page);
}
