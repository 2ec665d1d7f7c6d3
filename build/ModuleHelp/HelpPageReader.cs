using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace ModuleHelp;

/// <summary>Reads a page of the platyPS schema 2.0.0 and says what in it breaks the schema.</summary>
public sealed partial class HelpPageReader
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UseYamlFrontMatter().UsePipeTables().Build();

    private static readonly string[] RequiredSections =
        ["SYNOPSIS", "SYNTAX", "DESCRIPTION", "EXAMPLES", "PARAMETERS", "INPUTS", "OUTPUTS"];
    private static readonly string[] OptionalSections = ["NOTES", "RELATED LINKS"];

    private readonly string _file;
    private readonly List<HelpProblem> _problems = [];

    private HelpPageReader(string file) => _file = file;

    /// <summary>Reads a page.</summary>
    /// <param name="file">The page's file, as problems are to name it; it is not opened.</param>
    /// <param name="text">The page's text.</param>
    /// <returns>The page, or what is wrong with it.</returns>
    public static HelpPageResult Read(string file, string text)
    {
        var reader = new HelpPageReader(file);
        var page = reader.Page(text.ReplaceLineEndings("\n"));
        return reader._problems.Count == 0
            ? new HelpPageResult(page, [])
            : new HelpPageResult(null, [.. reader._problems.OrderBy(problem => problem.Line)]);
    }

    internal static MarkdownDocument Parse(string text) => Markdown.Parse(text, Pipeline);

    private HelpPage Page(string text)
    {
        foreach (Match control in ControlCharacters().Matches(text))
        {
            Problem(
                text.AsSpan(0, control.Index).Count('\n') + 1, HelpProblem.Malformed,
                $"The character U+{(int)control.Value[0]:X4} cannot be written to XML.");
        }

        var document = Parse(text);
        var matter = FrontMatter(document);
        var title = document.OfType<HeadingBlock>().FirstOrDefault(heading => heading.Level == 1);
        var name = PlainText.Of(title?.Inline);
        var line = title is null ? 1 : title.Line + 1;
        if (!CmdletName().IsMatch(name))
        {
            Problem(line, HelpProblem.Missing, "The page has no title of the form '# Verb-Noun'.");
        }
        else if (name != Path.GetFileNameWithoutExtension(_file))
        {
            Problem(line, HelpProblem.Contradiction, $"The title is '{name}', but the file is '{Path.GetFileName(_file)}'.");
        }

        var sections = Sections(document, line);
        var syntax = Syntax(sections["SYNTAX"]);
        return new HelpPage
        {
            File = _file,
            Name = name,
            Line = line,
            ExternalHelpFile = matter.GetValueOrDefault("external help file", string.Empty),
            ModuleName = matter.GetValueOrDefault("Module Name", string.Empty),
            OnlineVersion = matter.GetValueOrDefault("online version", string.Empty),
            Synopsis = PlainText.Of(sections["SYNOPSIS"].Blocks),
            Syntax = syntax,
            Description = PlainText.Of(sections["DESCRIPTION"].Blocks),
            Examples = [.. Parts(sections["EXAMPLES"], "an example").Select(Example)],
            Parameters = Parameters(sections["PARAMETERS"], syntax),
            Inputs = [.. Parts(sections["INPUTS"], "a type").Select(Type)],
            Outputs = [.. Parts(sections["OUTPUTS"], "a type").Select(Type)],
            Notes = PlainText.Of(sections["NOTES"].Blocks),
            Links = [.. Links(sections["RELATED LINKS"])
                .Where(link => link.Address.Length == 0 || link.Address != matter.GetValueOrDefault("online version"))],
        };
    }

    private Dictionary<string, string> FrontMatter(MarkdownDocument document)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (document.FirstOrDefault() is not YamlFrontMatterBlock block)
        {
            Problem(1, HelpProblem.Missing, "The page does not begin with YAML front matter.");
            return values;
        }

        var lines = PlainText.Code(block).Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var colon = lines[i].IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                values[lines[i][..colon].Trim()] = lines[i][(colon + 1)..].Trim();
            }
            else if (!string.IsNullOrWhiteSpace(lines[i]))
            {
                Problem(i + 2, HelpProblem.Malformed, $"Front matter: '{lines[i].Trim()}' is not 'Key: value'.");
            }
        }

        foreach (var key in new[] { "external help file", "Module Name", "schema" })
        {
            if (string.IsNullOrEmpty(values.GetValueOrDefault(key)))
            {
                Problem(1, HelpProblem.Missing, $"Front matter: '{key}' is missing.");
            }
        }

        if (values.TryGetValue("schema", out var schema) && schema is not ("" or "2.0.0"))
        {
            Problem(1, HelpProblem.Malformed, $"Front matter: 'schema' is '{schema}', but pages follow 2.0.0.");
        }

        if (values.TryGetValue("online version", out var online) && online.Length > 0 && !PlainText.IsAddress(online))
        {
            Problem(1, HelpProblem.Malformed, $"Front matter: 'online version' is '{online}', which is no web address.");
        }

        return values;
    }

    /// <summary>Every section that the schema knows; one which the page lacks is empty.</summary>
    private Dictionary<string, Section> Sections(MarkdownDocument document, int titleLine)
    {
        string[] known = [.. RequiredSections, .. OptionalSections];
        var sections = new Dictionary<string, Section>(StringComparer.Ordinal);
        foreach (var section in Section.Split(document, level: 2, out _))
        {
            if (!known.Contains(section.Title))
            {
                Problem(
                    section.Line, HelpProblem.Unexpected,
                    $"'{section.Title}' is no section of a page; it has {string.Join(", ", known)}.");
            }
            else if (!sections.TryAdd(section.Title, section))
            {
                Problem(section.Line, HelpProblem.Unexpected, $"The section {section.Title} is there twice.");
            }
        }

        foreach (var name in known.Where(name => !sections.ContainsKey(name)))
        {
            sections.Add(name, new Section(name, titleLine, []));
            if (RequiredSections.Contains(name))
            {
                Problem(titleLine, HelpProblem.Missing, $"The section {name} is missing.");
            }
        }

        foreach (var name in new[] { "SYNOPSIS", "DESCRIPTION" })
        {
            if (sections[name] is { IsOfPage: true } section && PlainText.Of(section.Blocks).Count == 0)
            {
                Problem(section.Line, HelpProblem.Missing, $"The section {name} is empty.");
            }
        }

        return sections;
    }

    private List<HelpSyntax> Syntax(Section section)
    {
        var sets = Section.Split(section.Blocks, level: 3, out var before);
        var syntax = new List<HelpSyntax>();
        if (sets.Count == 0 && section.IsOfPage)
        {
            // A cmdlet that names no parameter sets has the code block alone.
            Add(HelpSyntax.AllSets, true, section with { Blocks = before }, "SYNTAX");
        }
        else
        {
            NothingBeforeParts(section, before, "a parameter set");
        }

        foreach (var set in sets)
        {
            var match = SetHeading().Match(set.Title);
            Add(match.Groups["name"].Value, match.Groups["default"].Success, set, $"The parameter set '{match.Groups["name"].Value}'");
        }

        foreach (var set in syntax.Where(set => set.IsDefault).Skip(1))
        {
            Problem(set.Line, HelpProblem.Contradiction, $"'{set.Name}' is a second default parameter set.");
        }

        return syntax;

        void Add(string name, bool isDefault, Section from, string what)
        {
            if (from.Blocks.OfType<FencedCodeBlock>().FirstOrDefault() is not { } code)
            {
                Problem(from.Line, HelpProblem.Missing, $"{what} has no code block.");
            }
            else if (syntax.Exists(set => set.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                Problem(from.Line, HelpProblem.Unexpected, $"{what} is there twice.");
            }
            else
            {
                syntax.Add(new HelpSyntax(name, isDefault, PlainText.Code(code), from.Line));
            }
        }
    }

    private HelpExample Example(Section section)
    {
        var at = section.Blocks.FindIndex(block => block is FencedCodeBlock);
        if (at >= 0)
        {
            var code = PlainText.Code((FencedCodeBlock)section.Blocks[at]);
            var output = at + 1 < section.Blocks.Count && section.Blocks[at + 1] is FencedCodeBlock next
                ? PlainText.Code(next)
                : string.Empty;
            var remarks = section.Blocks[(output.Length > 0 ? at + 2 : at + 1)..];
            return new HelpExample(section.Title, PlainText.Of(section.Blocks[..at]), code, output, PlainText.Of(remarks));
        }

        Problem(section.Line, HelpProblem.Missing, $"'{section.Title}' has no code block.");
        return new HelpExample(section.Title, [], string.Empty, string.Empty, []);
    }

    private List<HelpParameter> Parameters(Section section, List<HelpSyntax> syntax)
    {
        var parameters = new List<HelpParameter>();
        foreach (var part in Parts(section, "a parameter"))
        {
            if (part.Title is "CommonParameters" or "<CommonParameters>")
            {
                continue;
            }

            if (!part.Title.StartsWith('-') || part.Title.Length == 1)
            {
                Problem(part.Line, HelpProblem.Unexpected, $"'{part.Title}' is neither '-Name' nor 'CommonParameters'.");
                continue;
            }

            var parameter = Parameter(part, syntax);
            if (parameters.Exists(other => other.Name.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase)))
            {
                Problem(part.Line, HelpProblem.Unexpected, $"-{parameter.Name} is there twice.");
            }

            parameters.Add(parameter);
        }

        return parameters;
    }

    private HelpParameter Parameter(Section part, List<HelpSyntax> syntax)
    {
        var name = part.Title[1..];
        var facts = new List<HelpParameterFacts>();
        FencedCodeBlock[] blocks = [.. part.Blocks.OfType<FencedCodeBlock>().Where(block => block.Info == "yaml")];
        if (blocks.Length == 0)
        {
            Problem(part.Line, HelpProblem.NoParameterBlock, $"-{name} has no yaml block.");
        }

        foreach (var block in blocks)
        {
            var read = HelpParameterFacts.Read(
                name, PlainText.Code(block).Split('\n'), block.Line + 1,
                (line, message) => Problem(line, HelpProblem.Malformed, message));
            if (read is null)
            {
                continue;
            }

            bool IsKnown(string set) => set == HelpParameterFacts.EverySet
                || syntax.Exists(known => known.Name.Equals(set, StringComparison.OrdinalIgnoreCase));
            foreach (var set in read.ParameterSets.Where(set => !IsKnown(set)))
            {
                Problem(read.Line, HelpProblem.Contradiction, $"-{name}: SYNTAX has no parameter set '{set}'.");
            }

            foreach (var set in syntax.Where(set => read.HoldsFor(set.Name) && facts.Exists(other => other.HoldsFor(set.Name))))
            {
                Problem(read.Line, HelpProblem.Contradiction, $"-{name}: two yaml blocks hold for the parameter set '{set.Name}'.");
            }

            facts.Add(read);
        }

        var description = PlainText.Of(part.Blocks.Where(block => !blocks.Contains(block)));
        if (description.Count == 0)
        {
            Problem(part.Line, HelpProblem.Missing, $"-{name} has no description.");
        }

        return new HelpParameter(name, description, facts, part.Line);
    }

    private static HelpType Type(Section part) => new(part.Title, PlainText.Of(part.Blocks), part.Line);

    private IEnumerable<HelpLink> Links(Section section)
    {
        var paragraphs = section.Blocks.SelectMany(
            block => block.Descendants<ParagraphBlock>().Prepend(block).OfType<ParagraphBlock>());
        foreach (var block in paragraphs)
        {
            foreach (var inline in block.Inline ?? [])
            {
                switch (inline)
                {
                    case LinkInline link:
                        var address = PlainText.IsAddress(link.Url) ? link.Url! : string.Empty;
                        yield return new HelpLink(PlainText.Of((ContainerInline)link), address);
                        break;
                    case AutolinkInline link:
                        yield return new HelpLink(string.Empty, link.Url);
                        break;
                    case LineBreakInline:
                        break;
                    case var other when other is not LiteralInline literal || !literal.Content.IsEmptyOrWhitespace():
                        Problem(block.Line + 1, HelpProblem.Unexpected, "RELATED LINKS holds links only.");
                        break;
                }
            }
        }
    }

    /// <summary>The headed parts of a section, which must have at least one and nothing before the first.</summary>
    private List<Section> Parts(Section section, string part)
    {
        var parts = Section.Split(section.Blocks, level: 3, out var before);
        NothingBeforeParts(section, before, part);
        if (parts.Count == 0 && section is { IsOfPage: true, Title: not "PARAMETERS" })
        {
            Problem(section.Line, HelpProblem.Missing, $"The section {section.Title} has no '### ' heading with {part}.");
        }

        return parts;
    }

    private void NothingBeforeParts(Section section, List<Block> before, string part)
    {
        if (PlainText.Of(before).Count > 0)
        {
            Problem(
                before[0].Line + 1, HelpProblem.Unexpected,
                $"The section {section.Title} has text before the first '### ' heading with {part}.");
        }
    }

    private void Problem(int line, string code, string message) => _problems.Add(new HelpProblem(_file, line, code, message));

    [GeneratedRegex("^[A-Z][A-Za-z]+-[A-Z][A-Za-z0-9]+$")]
    private static partial Regex CmdletName();

    [GeneratedRegex(@"^(?<name>.*?)(?<default>\s*\(Default\))?$")]
    private static partial Regex SetHeading();

    [GeneratedRegex(@"[\x00-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]")]
    private static partial Regex ControlCharacters();
}

/// <summary>What came of reading a page.</summary>
/// <param name="Page">The page; <see langword="null"/> where there are problems.</param>
/// <param name="Problems">What breaks the schema, in the order of the page.</param>
public sealed record HelpPageResult(HelpPage? Page, IReadOnlyList<HelpProblem> Problems);
