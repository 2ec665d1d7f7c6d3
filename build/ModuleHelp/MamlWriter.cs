using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace ModuleHelp;

/// <summary>Writes pages as the MAML which <c>Get-Help</c> reads.</summary>
public static class MamlWriter
{
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";
    private static readonly XNamespace Msh = "http://msh";

    /// <summary>The document of a module's pages.</summary>
    /// <param name="pages">The pages, in any order.</param>
    /// <returns>One document, the cmdlets in ordinal order of their names.</returns>
    public static XDocument Document(IEnumerable<HelpPage> pages) =>
        new(new XElement(
            Msh + "helpItems",
            new XAttribute("schema", "maml"),
            pages.OrderBy(page => page.Name, StringComparer.Ordinal).Select(Cmdlet)));

    /// <summary>Writes a document to a file, the same bytes on every system.</summary>
    /// <param name="document">The document.</param>
    /// <param name="file">The file, which is replaced.</param>
    public static void Save(XDocument document, string file)
    {
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" };
        using var writer = XmlWriter.Create(file, settings);
        document.Save(writer);
    }

    private static XElement Cmdlet(HelpPage page)
    {
        var words = page.Name.Split('-', 2);
        return new XElement(
            Command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", Maml.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "command", Command.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "dev", Dev.NamespaceName),
            new XElement(
                Command + "details",
                new XElement(Command + "name", page.Name),
                new XElement(Command + "verb", words[0]),
                new XElement(Command + "noun", words[1]),
                Description(page.Synopsis)),
            Description(page.Description),
            new XElement(Command + "syntax", page.Syntax.Select(set => SyntaxItem(page, set))),
            new XElement(Command + "parameters", page.Parameters.Select(Parameter)),
            new XElement(Command + "inputTypes", page.Inputs.Select(type => Type("inputType", type))),
            new XElement(Command + "returnValues", page.Outputs.Select(type => Type("returnValue", type))),
            page.Notes.Count == 0 ? null : new XElement(Maml + "alertSet", new XElement(Maml + "alert", Paragraphs(page.Notes))),
            new XElement(Command + "examples", page.Examples.Select(Example)),
            new XElement(Command + "relatedLinks", OnlineVersion(page).Concat(page.Links).Select(Link)));
    }

    /// <summary>The link that <c>Get-Help -Online</c> follows, which is the first; none where the page names no address.</summary>
    private static HelpLink[] OnlineVersion(HelpPage page) =>
        page.OnlineVersion.Length == 0 ? [] : [new HelpLink("Online Version:", page.OnlineVersion)];

    /// <summary>The parameters of a set, in the order in which PowerShell shows them.</summary>
    private static XElement SyntaxItem(HelpPage page, HelpSyntax set)
    {
        var parameters =
            from parameter in page.Parameters
            let facts = parameter.Facts.FirstOrDefault(facts => facts.HoldsFor(set.Name))
            where facts is not null
            orderby facts.Position ?? int.MaxValue, !facts.Required, parameter.Name is "WhatIf" or "Confirm"
            select ParameterElement(
                parameter,
                facts,
                parameter.Description,
                IsSwitch(facts) ? null : Values(facts));
        return new XElement(Command + "syntaxItem", new XElement(Maml + "name", page.Name), parameters);
    }

    private static IEnumerable<XElement> Values(HelpParameterFacts facts)
    {
        // A group, where there is one, is what Get-Help shows in the syntax: {Exclude | ExcludeConflicting}.
        if (facts.AcceptedValues.Count > 0)
        {
            yield return new XElement(
                Command + "parameterValueGroup",
                facts.AcceptedValues.Select(value => Value(value, isRequired: false)));
        }

        yield return Value(facts.Type, isRequired: true);
    }

    private static XElement Parameter(HelpParameter parameter)
    {
        // Get-Help has one entry for a parameter: what differs in another set, and which values are accepted, is said in words.
        var facts = parameter.Facts[0];
        var others = parameter.Facts.Skip(1).Select(other =>
            $"In the parameter set {string.Join(", ", other.ParameterSets)}: required {other.Required}, "
            + $"position {other.PositionText}, accepts pipeline input {other.PipelineInput}.");
        var accepted = facts.AcceptedValues.Count > 0
            ? [$"Accepted values: {string.Join(", ", facts.AcceptedValues)}."]
            : Array.Empty<string>();
        return ParameterElement(
            parameter, facts, [.. parameter.Description, .. accepted, .. others], [Value(facts.Type, !IsSwitch(facts))]);
    }

    private static XElement ParameterElement(
        HelpParameter parameter, HelpParameterFacts facts, IEnumerable<string> description, IEnumerable<XElement>? values) =>
        new(
            Command + "parameter",
            new XAttribute("required", facts.Required),
            new XAttribute("variableLength", facts.Type.EndsWith("[]", StringComparison.Ordinal)),
            new XAttribute("globbing", facts.Wildcards),
            new XAttribute("pipelineInput", facts.PipelineInput),
            new XAttribute("position", facts.Position is null ? "named" : facts.PositionText),
            new XAttribute("aliases", facts.Aliases.Count == 0 ? "none" : string.Join(", ", facts.Aliases)),
            new XElement(Maml + "name", parameter.Name),
            Description(description),
            values,
            new XElement(Dev + "type", new XElement(Maml + "name", facts.Type), new XElement(Maml + "uri")),
            new XElement(Dev + "defaultValue", facts.DefaultValue));

    private static XElement Value(string text, bool isRequired) =>
        new(
            Command + "parameterValue",
            new XAttribute("required", isRequired),
            new XAttribute("variableLength", text.EndsWith("[]", StringComparison.Ordinal)),
            text);

    private static XElement Type(string element, HelpType type) =>
        new(Command + element, new XElement(Dev + "type", new XElement(Maml + "name", type.Name)), Description(type.Description));

    private static XElement Example(HelpExample example)
    {
        // Get-Help sets no line between introduction and code, nor between an example and the next: the paragraphs bring them.
        // It also trims the start of a paragraph, which would push the first line of a table to the left: output stays with the code.
        var code = example.Output.Length == 0 ? example.Code : $"{example.Code}\n\n{example.Output}";
        var introduction = example.Introduction.Select((text, index) => index == example.Introduction.Count - 1 ? text + "\n\n" : text);
        return new XElement(
            Command + "example",
            new XElement(Maml + "title", Heading(example.Title)),
            new XElement(Maml + "introduction", Paragraphs(introduction)),
            new XElement(Dev + "code", code),
            new XElement(Dev + "remarks", Paragraphs(example.Remarks.Append(string.Empty))));
    }

    /// <summary>The rules around a title which set the examples apart from each other.</summary>
    private static string Heading(string title)
    {
        var dashes = new string('-', Math.Max(4, (72 - title.Length) / 2));
        return $"{dashes} {title} {dashes}";
    }

    private static XElement Link(HelpLink link) =>
        new(Maml + "navigationLink", new XElement(Maml + "linkText", link.Text), new XElement(Maml + "uri", link.Address));

    private static XElement Description(IEnumerable<string> paragraphs) => new(Maml + "description", Paragraphs(paragraphs));

    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> paragraphs) =>
        paragraphs.Select(text => new XElement(Maml + "para", text));

    private static bool IsSwitch(HelpParameterFacts facts) => facts.Type == "SwitchParameter";
}
