using ModuleHelp;
using Xunit;

namespace QualysCustomAttributes.Unit.Help;

public sealed class ReadingPages
{
    [Fact]
    public void A_sound_page_has_no_problems()
    {
        Assert.Empty(HelpPageReader.Read(SamplePages.SplitFile, SamplePages.Split).Problems);
        Assert.Empty(HelpPageReader.Read(SamplePages.PlainFile, SamplePages.Plain).Problems);
    }

    [Fact]
    public void The_front_matter_and_the_title_name_the_page()
    {
        var page = SamplePages.ReadSplit(SamplePages.Split);

        Assert.Equal("Split-Fake", page.Name);
        Assert.Equal("Fake.dll-Help.xml", page.ExternalHelpFile);
        Assert.Equal("Fake", page.ModuleName);
        Assert.Equal("https://example.com/Split-Fake.md", page.OnlineVersion);
        Assert.Equal(SamplePages.SplitFile, page.File);
    }

    [Fact]
    public void Prose_loses_its_marks_and_its_line_breaks_and_nothing_else()
    {
        var page = SamplePages.ReadSplit(SamplePages.Split);

        Assert.Equal(["Cuts fakes into batches & pieces <100."], page.Synopsis);
        Assert.Equal(
            [
                "The first paragraph, which is wrapped in the source.",
                "- one\n- two\n  - nested",
                "Name    Means\na       first\nlonger  second",
                "See the site (https://example.com/site) and Get-Plain.",
            ],
            page.Description);
        Assert.Equal(["A note."], page.Notes);
    }

    [Fact]
    public void A_numbered_list_and_a_code_block_in_prose_keep_their_shape()
    {
        var page = SamplePages.ReadSplit(SamplePages.Split.With("A note.", "1. one\n2. two\n\n```\n  a\n   b\n```\n\n<!-- unseen -->"));

        Assert.Equal(["1. one\n2. two", "  a\n   b"], page.Notes);
    }

    [Fact]
    public void Parameter_sets_keep_their_order_and_the_default_mark()
    {
        var page = SamplePages.ReadSplit(SamplePages.Split);

        Assert.Equal([("Payload", true), ("Database", false)], page.Syntax.Select(set => (set.Name, set.IsDefault)));
        Assert.StartsWith("Split-Fake -DatabasePath <String>", page.Syntax[1].Text, StringComparison.Ordinal);
        Assert.Equal(SamplePages.Split.LineOf("### Database"), page.Syntax[1].Line);
    }

    [Fact]
    public void A_syntax_without_headings_is_the_one_set_without_a_name()
    {
        var set = Assert.Single(HelpPageReader.Read(SamplePages.PlainFile, SamplePages.Plain).Page!.Syntax);

        Assert.Equal(HelpSyntax.AllSets, set.Name);
        Assert.True(set.IsDefault);
    }

    [Fact]
    public void An_example_is_split_at_its_first_code_block_and_the_code_is_kept_to_the_character()
    {
        var example = SamplePages.ReadSplit(SamplePages.Split).Examples[0];

        Assert.Equal("Example 1: Split what is piped", example.Title);
        Assert.Equal(["Prose before the code."], example.Introduction);
        Assert.Equal("Get-Plain |\n    Where-Object { $_.Size -lt 3 -and \"<&>\" } |\n\n    Split-Fake", example.Code);
        Assert.Equal("    1     2", example.Output);
        Assert.Equal(["Prose after it."], example.Remarks);
    }

    [Fact]
    public void A_yaml_block_is_read_key_by_key()
    {
        var parameter = SamplePages.ReadSplit(SamplePages.Split).Parameters.Single(parameter => parameter.Name == "Action");

        Assert.Equal(["What to do."], parameter.Description);
        Assert.Equal(SamplePages.Split.LineOf("### -Action"), parameter.Line);
        var facts = Assert.Single(parameter.Facts);
        Assert.Equal("FakeAction", facts.Type);
        Assert.Equal(["Payload"], facts.ParameterSets);
        Assert.Empty(facts.Aliases);
        Assert.Equal(["Exclude", "ExcludeConflicting"], facts.AcceptedValues);
        Assert.False(facts.Required);
        Assert.Equal(1, facts.Position);
        Assert.Equal("ExcludeConflicting", facts.DefaultValue);
        Assert.Equal("False", facts.PipelineInput);
        Assert.False(facts.Wildcards);
        Assert.Equal(SamplePages.Split.LineOf("```yaml"), facts.Line);
    }

    [Fact]
    public void A_parameter_may_have_a_yaml_block_for_each_set()
    {
        var parameter = SamplePages.ReadSplit(SamplePages.Split).Parameters.Single(parameter => parameter.Name == "DatabasePath");

        Assert.Equal([true, false], parameter.Facts.Select(facts => facts.Required));
        Assert.True(parameter.Facts[0].HoldsFor("database"));
        Assert.False(parameter.Facts[0].HoldsFor("Payload"));
        Assert.Null(parameter.Facts[0].Position);
        Assert.True(parameter.Facts[0].Wildcards);
        Assert.Equal("True (ByPropertyName)", parameter.Facts[0].PipelineInput);
    }

    [Fact]
    public void The_case_of_values_and_the_order_of_the_pipelines_ways_do_not_matter()
    {
        var page = SamplePages.ReadSplit(SamplePages.Split.With(
            "Required: True\nPosition: 0\nDefault value: None\nAccept pipeline input: True (ByPropertyName, ByValue)\nAccept wildcard characters: False",
            "Required: TRUE\nPosition: named\nDefault value: None\nAccept pipeline input: true (byvalue, bypropertyname)\nAccept wildcard characters: false"));

        var facts = page.Parameters.Single(parameter => parameter.Name == "InputObject").Facts[0];
        Assert.Equal((true, null, "True (ByPropertyName, ByValue)", false), (facts.Required, facts.Position, facts.PipelineInput, facts.Wildcards));
    }

    [Fact]
    public void The_common_parameters_are_no_parameter_of_the_page() =>
        Assert.Equal(["Action", "BatchSize", "Compression", "DatabasePath", "InputObject", "WhatIf", "Confirm"], SamplePages.ReadSplit(SamplePages.Split).Parameters.Select(parameter => parameter.Name));

    [Fact]
    public void Types_have_a_name_and_perhaps_prose()
    {
        var page = SamplePages.ReadSplit(SamplePages.Split);

        Assert.Equal("QualysCustomAttributes.Unit.Help.FakeRecord", Assert.Single(page.Inputs).Name);
        Assert.Equal(["One a batch."], Assert.Single(page.Outputs).Description);
    }

    [Fact]
    public void Links_to_other_pages_have_no_address_and_the_online_version_is_not_repeated() =>
        Assert.Equal([new HelpLink("Get-Plain", ""), new HelpLink("The API", "https://example.com/api")], SamplePages.ReadSplit(SamplePages.Split).Links);

    [Fact]
    public void Windows_line_ends_read_the_same()
    {
        var page = SamplePages.ReadSplit(SamplePages.Split.ReplaceLineEndings("\r\n"));

        Assert.DoesNotContain('\r', page.Examples[0].Code);
        Assert.Equal(SamplePages.Split.LineOf("### -Action"), page.Parameters[0].Line);
    }

    [Theory]
    [InlineData("schema: 2.0.0\n", "", "---", 0, "MH001", "Front matter: 'schema' is missing.")]
    [InlineData("schema: 2.0.0", "schema: 1.0.0", "---", 0, "MH004", "Front matter: 'schema' is '1.0.0', but pages follow 2.0.0.")]
    [InlineData("Module Name: Fake", "Module Name:", "---", 0, "MH001", "Front matter: 'Module Name' is missing.")]
    [InlineData("Module Name: Fake", "Module Name: Fake\nnonsense", "nonsense", 0, "MH004", "Front matter: 'nonsense' is not 'Key: value'.")]
    [InlineData("online version: https", "online version: ftp", "---", 0, "MH004", "Front matter: 'online version' is 'ftp://example.com/Split-Fake.md', which is no web address.")]
    [InlineData("# Split-Fake", "# Splitter", "# Split", 0, "MH001", "The page has no title of the form '# Verb-Noun'.")]
    [InlineData("# Split-Fake", "# Split-Fakes", "# Split", 0, "MH005", "The title is 'Split-Fakes', but the file is 'Split-Fake.md'.")]
    [InlineData("## SYNOPSIS\nCuts fakes into `batches` & **pieces** <100.\n", "", "# Split", 0, "MH001", "The section SYNOPSIS is missing.")]
    [InlineData("Cuts fakes into `batches` & **pieces** <100.\n", "", "## SYNOPSIS", 0, "MH001", "The section SYNOPSIS is empty.")]
    [InlineData("## NOTES", "## REMARKS", "## REMARKS", 0, "MH002", "'REMARKS' is no section of a page; it has SYNOPSIS, SYNTAX, DESCRIPTION, EXAMPLES, PARAMETERS, INPUTS, OUTPUTS, NOTES, RELATED LINKS.")]
    [InlineData("## NOTES", "## DESCRIPTION", "One a batch.", 2, "MH002", "The section DESCRIPTION is there twice.")]
    [InlineData("### Database\n```\nSplit-Fake -DatabasePath <String> [-Compression <String>] [-BatchSize <Int32>] [-WhatIf] [-Confirm]\n [<CommonParameters>]\n```", "### Database", "### Database", 0, "MH001", "The parameter set 'Database' has no code block.")]
    [InlineData("### Database", "### Database (Default)", "### Database (Default)", 0, "MH005", "'Database' is a second default parameter set.")]
    [InlineData("### Database", "### Payload", "Split-Fake -DatabasePath", -2, "MH002", "The parameter set 'Payload' is there twice.")]
    [InlineData("### Example 2: Split a database\n```powershell\nSplit-Fake -DatabasePath ./run.db\n```", "### Example 2", "### Example 2", 0, "MH001", "'Example 2' has no code block.")]
    [InlineData("### Example 1", "Lost prose.\n\n### Example 1", "Lost prose.", 0, "MH002", "The section EXAMPLES has text before the first '### ' heading with an example.")]
    [InlineData("### QualysCustomAttributes.Unit.Help.FakeBatch\n", "", "## OUTPUTS", 0, "MH001", "The section OUTPUTS has no '### ' heading with a type.")]
    [InlineData("### -Action", "### Action", "### Action", 0, "MH002", "'Action' is neither '-Name' nor 'CommonParameters'.")]
    [InlineData("### -BatchSize", "### -Action", "How many.", -1, "MH002", "-Action is there twice.")]
    [InlineData("How many.\n", "", "### -BatchSize", 0, "MH001", "-BatchSize has no description.")]
    [InlineData("How many.\n\n```yaml", "How many.\n\n```json", "### -BatchSize", 0, "MH003", "-BatchSize has no yaml block.")]
    [InlineData("Aliases: Size, Count", "Aliases; Size", "Aliases; Size", 0, "MH004", "-BatchSize: 'Aliases; Size' is not 'Key: value'.")]
    [InlineData("Aliases: Size, Count", "Alias: Size, Count", "Alias: Size", 0, "MH004", "-BatchSize: 'Alias' is no key of a parameter's yaml block.")]
    [InlineData("Aliases: Size, Count", "Aliases: Size\nAliases: Count", "Aliases: Count", 0, "MH004", "-BatchSize: 'Aliases' is there twice.")]
    [InlineData("Type: Int32\n", "", "How many.", 2, "MH004", "-BatchSize: 'Type' is missing.")]
    [InlineData("Type: Int32", "Type:", "How many.", 3, "MH004", "-BatchSize: 'Type' is empty.")]
    [InlineData("Required: False", "Required: No", "Required: No", 0, "MH004", "-Action: 'Required' is 'No', but must be True or False.")]
    [InlineData("Position: 1", "Position: -1", "Position: -1", 0, "MH004", "-Action: 'Position' is '-1', but must be Named or a number from 0.")]
    [InlineData("Accept pipeline input: False", "Accept pipeline input: True", "What to do.", 11, "MH004", "-Action: 'Accept pipeline input' is 'True', but must be False or True (ByValue) or True (ByPropertyName) or True (ByPropertyName, ByValue).")]
    [InlineData("Accept wildcard characters: False", "Accept wildcard characters: maybe", "Accept wildcard characters: maybe", 0, "MH004", "-Action: 'Accept wildcard characters' is 'maybe', but must be True or False.")]
    [InlineData("Parameter Sets: Payload", "Parameter Sets: Pyload", "What to do.", 2, "MH005", "-Action: SYNTAX has no parameter set 'Pyload'.")]
    [InlineData("Parameter Sets: Database\nAliases:\n\nRequired: True", "Parameter Sets: (All)\nAliases:\n\nRequired: True", "The run database.", 14, "MH005", "-DatabasePath: two yaml blocks hold for the parameter set 'Payload'.")]
    [InlineData("[Get-Plain](Get-Plain.md)\n\n[The", "Plain text\n\n[The", "Plain text", 0, "MH002", "RELATED LINKS holds links only.")]
    [InlineData("A note.", "A \u001b note.", "A \u001b note.", 0, "MH004", "The character U+001B cannot be written to XML.")]
    public void What_breaks_the_schema_is_named_with_its_line(string from, string to, string at, int below, string code, string message)
    {
        var page = SamplePages.Split.With(from, to);

        var (read, problems) = HelpPageReader.Read(SamplePages.SplitFile, page);

        Assert.Null(read);
        var problem = Assert.Single(problems, problem => problem.Message == message);
        Assert.Equal(code, problem.Code);
        Assert.Equal(SamplePages.SplitFile, problem.File);
        Assert.Equal(page.LineOf(at) + below, problem.Line);
    }

    [Fact]
    public void Every_problem_of_a_page_is_reported_in_the_order_of_the_page()
    {
        var page = SamplePages.Split.With("Cuts fakes into `batches` & **pieces** <100.", "").With("## NOTES", "## REMARKS").With("Position: 1", "Position: one");

        var problems = HelpPageReader.Read(SamplePages.SplitFile, page).Problems;

        Assert.Equal(["MH001", "MH004", "MH002"], problems.Select(problem => problem.Code));
        Assert.Equal(problems.Select(problem => problem.Line).Order(), problems.Select(problem => problem.Line));
    }

    [Fact]
    public void A_page_without_front_matter_is_told_so()
    {
        var page = SamplePages.Split.ReplaceLineEndings("\n");

        var problem = Assert.Single(HelpPageReader.Read(SamplePages.SplitFile, page[page.IndexOf("# Split", StringComparison.Ordinal)..]).Problems, problem => problem.Message.Contains("front matter", StringComparison.Ordinal));

        Assert.Equal(1, problem.Line);
    }

    [Fact]
    public void A_problem_is_written_as_MSBuild_reads_errors() =>
        Assert.Equal("docs/en-US/X.md(12): error MH001: The section SYNOPSIS is missing.", new HelpProblem("docs/en-US/X.md", 12, "MH001", "The section SYNOPSIS is missing.").ToString());
}
