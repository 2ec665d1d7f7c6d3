using System.Xml.Linq;
using ModuleHelp;
using Xunit;

namespace QualysCustomAttributes.Unit.Help;

public sealed class WritingMaml
{
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    private static readonly XElement Split = Written(SamplePages.ReadSplit(SamplePages.Split)).Root!.Element(Command + "command")!;

    [Fact]
    public void The_root_says_that_it_is_maml_and_holds_the_cmdlets_in_ordinal_order()
    {
        var plain = HelpPageReader.Read(SamplePages.PlainFile, SamplePages.Plain).Page!;
        var root = Written(SamplePages.ReadSplit(SamplePages.Split), plain).Root!;

        Assert.Equal("helpItems", root.Name.LocalName);
        Assert.Equal("maml", root.Attribute("schema")!.Value);
        Assert.Equal(["Get-Plain", "Split-Fake"], root.Elements().Select(command => command.Element(Command + "details")!.Element(Command + "name")!.Value));
    }

    [Fact]
    public void Details_hold_name_verb_noun_and_synopsis()
    {
        var details = Split.Element(Command + "details")!;

        Assert.Equal("Split", details.Element(Command + "verb")!.Value);
        Assert.Equal("Fake", details.Element(Command + "noun")!.Value);
        Assert.Equal(["Cuts fakes into batches & pieces <100."], Paragraphs(details.Element(Maml + "description")));
    }

    [Fact]
    public void The_description_is_a_paragraph_for_each_block() =>
        Assert.Equal(SamplePages.ReadSplit(SamplePages.Split).Description, Paragraphs(Split.Element(Maml + "description")));

    [Fact]
    public void Each_parameter_set_is_a_syntax_item_with_its_own_parameters_in_PowerShells_order()
    {
        var items = Split.Element(Command + "syntax")!.Elements(Command + "syntaxItem").ToArray();

        Each.Holds(items, item => Assert.Equal("Split-Fake", item.Element(Maml + "name")!.Value));
        Assert.Equal(["InputObject", "Action", "BatchSize", "DatabasePath", "WhatIf", "Confirm"], Names(items[0]));
        Assert.Equal(["DatabasePath", "BatchSize", "Compression", "WhatIf", "Confirm"], Names(items[1]));
    }

    [Fact]
    public void Parameters_with_a_position_come_first_and_in_its_order()
    {
        var page = SamplePages.ReadSplit(SamplePages.Split.With("Position: 0", "Position: 2").With("Required: False\nPosition: Named\nDefault value: 100", "Required: True\nPosition: Named\nDefault value: 100"));

        var item = Written(page).Descendants(Command + "syntaxItem").First();

        Assert.Equal(["Action", "InputObject", "BatchSize", "DatabasePath", "WhatIf", "Confirm"], Names(item));
    }

    [Fact]
    public void A_syntax_item_says_of_a_parameter_what_holds_in_its_set()
    {
        var items = Split.Element(Command + "syntax")!.Elements().ToArray();

        Assert.Equal("false", Named(items[0], "DatabasePath").Attribute("required")!.Value);
        Assert.Equal("true", Named(items[1], "DatabasePath").Attribute("required")!.Value);
    }

    [Fact]
    public void A_parameter_has_the_attributes_of_its_yaml_block()
    {
        var input = Named(Split.Element(Command + "parameters")!, "InputObject");
        var path = Named(Split.Element(Command + "parameters")!, "DatabasePath");
        var size = Named(Split.Element(Command + "parameters")!, "BatchSize");

        Assert.Equal(["required=true", "variableLength=true", "globbing=false", "pipelineInput=True (ByPropertyName, ByValue)", "position=0", "aliases=none"], Attributes(input));
        Assert.Equal(["required=true", "variableLength=false", "globbing=true", "pipelineInput=True (ByPropertyName)", "position=named", "aliases=none"], Attributes(path));
        Assert.Equal(["required=false", "variableLength=false", "globbing=false", "pipelineInput=False", "position=named", "aliases=Size, Count"], Attributes(size));
        Assert.Equal("Int32", size.Element(Command + "parameterValue")!.Value);
        Assert.Equal("Int32", size.Element(Dev + "type")!.Element(Maml + "name")!.Value);
        Assert.Equal("100", size.Element(Dev + "defaultValue")!.Value);
        Assert.Equal(["How many."], Paragraphs(size.Element(Maml + "description")));
    }

    [Fact]
    public void A_switch_takes_no_value_in_the_syntax_and_need_not_in_the_parameters()
    {
        Assert.Null(Named(Split.Element(Command + "syntax")!.Elements().First(), "WhatIf").Element(Command + "parameterValue"));
        Assert.Equal("false", Named(Split.Element(Command + "parameters")!, "WhatIf").Element(Command + "parameterValue")!.Attribute("required")!.Value);
    }

    [Fact]
    public void Accepted_values_are_a_group_in_the_syntax_and_a_sentence_in_the_parameters()
    {
        var group = Named(Split.Element(Command + "syntax")!.Elements().First(), "Action").Element(Command + "parameterValueGroup")!;

        Assert.Equal(["Exclude", "ExcludeConflicting"], group.Elements(Command + "parameterValue").Select(value => value.Value));
        Assert.Equal(["What to do.", "Accepted values: Exclude, ExcludeConflicting."], Paragraphs(Named(Split.Element(Command + "parameters")!, "Action").Element(Maml + "description")));
    }

    [Fact]
    public void A_parameter_is_there_once_and_says_how_another_set_differs()
    {
        var parameters = Split.Element(Command + "parameters")!;

        Assert.Equal(["Action", "BatchSize", "Compression", "DatabasePath", "InputObject", "WhatIf", "Confirm"], Names(parameters));
        Assert.Equal(
            ["The run database.", "In the parameter set Payload: required False, position Named, accepts pipeline input True (ByPropertyName)."],
            Paragraphs(Named(parameters, "DatabasePath").Element(Maml + "description")));
    }

    [Fact]
    public void Inputs_and_outputs_are_types_with_a_description()
    {
        var input = Split.Element(Command + "inputTypes")!.Element(Command + "inputType")!;
        var output = Split.Element(Command + "returnValues")!.Element(Command + "returnValue")!;

        Assert.Equal("QualysCustomAttributes.Unit.Help.FakeRecord", input.Element(Dev + "type")!.Element(Maml + "name")!.Value);
        Assert.Equal(["What another cmdlet writes."], Paragraphs(input.Element(Maml + "description")));
        Assert.Equal("QualysCustomAttributes.Unit.Help.FakeBatch", output.Element(Dev + "type")!.Element(Maml + "name")!.Value);
        Assert.Equal(["One a batch."], Paragraphs(output.Element(Maml + "description")));
    }

    [Fact]
    public void Notes_are_an_alert_and_none_are_no_element()
    {
        Assert.Equal(["A note."], Paragraphs(Split.Element(Maml + "alertSet")!.Element(Maml + "alert")));
        Assert.Null(Written(SamplePages.ReadSplit(SamplePages.Split) with { Notes = [] }).Root!.Element(Command + "command")!.Element(Maml + "alertSet"));
    }

    [Fact]
    public void An_examples_code_and_its_output_survive_the_file_to_the_character()
    {
        var example = Split.Element(Command + "examples")!.Elements(Command + "example").First();

        Assert.Contains(" Example 1: Split what is piped ", example.Element(Maml + "title")!.Value, StringComparison.Ordinal);
        Assert.Equal("Get-Plain |\n    Where-Object { $_.Size -lt 3 -and \"<&>\" } |\n\n    Split-Fake\n\n    1     2", example.Element(Dev + "code")!.Value);
    }

    [Fact]
    public void An_examples_prose_is_introduction_before_the_code_and_remarks_after_it_each_ending_in_a_line()
    {
        var example = Split.Element(Command + "examples")!.Elements(Command + "example").First();

        Assert.Equal(["Prose before the code.\n\n"], Paragraphs(example.Element(Maml + "introduction")));
        Assert.Equal(["Prose after it.", ""], Paragraphs(example.Element(Dev + "remarks")));
    }

    [Fact]
    public void The_first_link_is_the_online_version() =>
        Assert.Equal(
            [("Online Version:", "https://example.com/Split-Fake.md"), ("Get-Plain", ""), ("The API", "https://example.com/api")],
            Split.Element(Command + "relatedLinks")!.Elements(Maml + "navigationLink").Select(link => (link.Element(Maml + "linkText")!.Value, link.Element(Maml + "uri")!.Value)));

    [Theory]
    [InlineData("online version:\n")]
    [InlineData("")]
    public void A_page_that_names_no_address_has_no_online_version(string line)
    {
        var page = SamplePages.ReadSplit(SamplePages.Split.With("online version: https://example.com/Split-Fake.md\n", line).With("[Online Version:](https://example.com/Split-Fake.md)\n\n", ""));

        Assert.Equal(["Get-Plain", "The API"], Written(page).Descendants(Maml + "linkText").Select(text => text.Value));
    }

    /// <summary>The document as a reader of the file has it.</summary>
    private static XDocument Written(params HelpPage[] pages)
    {
        var file = Path.GetTempFileName();
        try
        {
            MamlWriter.Save(MamlWriter.Document(pages), file);
            return XDocument.Load(file, LoadOptions.None);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static IEnumerable<string> Paragraphs(XElement? parent) => parent!.Elements(Maml + "para").Select(para => para.Value);

    private static IEnumerable<string> Names(XElement parent) => parent.Elements(Command + "parameter").Select(parameter => parameter.Element(Maml + "name")!.Value);

    private static IEnumerable<string> Attributes(XElement element) => element.Attributes().Select(attribute => $"{attribute.Name}={attribute.Value}");

    private static XElement Named(XElement parent, string name) => parent.Elements(Command + "parameter").Single(parameter => parameter.Element(Maml + "name")!.Value == name);
}
