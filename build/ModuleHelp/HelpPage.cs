namespace ModuleHelp;

/// <summary>The help page of one cmdlet. Prose is a list of paragraphs of plain text.</summary>
public sealed record HelpPage
{
    /// <summary>The file the page was read from, as it was named to the reader.</summary>
    public required string File { get; init; }

    /// <summary>The cmdlet, <c>Verb-Noun</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The line of the page's title.</summary>
    public required int Line { get; init; }

    /// <summary>The MAML file the page is for, from the front matter.</summary>
    public required string ExternalHelpFile { get; init; }

    /// <summary>The module, from the front matter.</summary>
    public required string ModuleName { get; init; }

    /// <summary>Where <c>Get-Help -Online</c> leads, from the front matter; empty where the page names no address.</summary>
    public required string OnlineVersion { get; init; }

    /// <summary>What the cmdlet does, in a sentence.</summary>
    public required IReadOnlyList<string> Synopsis { get; init; }

    /// <summary>The parameter sets, in the order of the page.</summary>
    public required IReadOnlyList<HelpSyntax> Syntax { get; init; }

    /// <summary>The long description.</summary>
    public required IReadOnlyList<string> Description { get; init; }

    /// <summary>The examples, in the order of the page.</summary>
    public required IReadOnlyList<HelpExample> Examples { get; init; }

    /// <summary>The parameters, in the order of the page, without the common ones.</summary>
    public required IReadOnlyList<HelpParameter> Parameters { get; init; }

    /// <summary>What can be piped to the cmdlet.</summary>
    public required IReadOnlyList<HelpType> Inputs { get; init; }

    /// <summary>What the cmdlet writes to the pipeline.</summary>
    public required IReadOnlyList<HelpType> Outputs { get; init; }

    /// <summary>The notes.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The related links, without the online version.</summary>
    public required IReadOnlyList<HelpLink> Links { get; init; }
}

/// <summary>One parameter set under SYNTAX.</summary>
/// <param name="Name">The set, or <see cref="AllSets"/> where the cmdlet names none.</param>
/// <param name="IsDefault">Whether the page marks the set as the default.</param>
/// <param name="Text">The code block.</param>
/// <param name="Line">The line of the heading, or of the code block where there is no heading.</param>
public sealed record HelpSyntax(string Name, bool IsDefault, string Text, int Line)
{
    /// <summary>PowerShell's name for the set of a cmdlet that names none.</summary>
    public const string AllSets = "__AllParameterSets";
}

/// <summary>One example.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Introduction">The prose before the code.</param>
/// <param name="Code">The first code block.</param>
/// <param name="Output">The code block that follows it at once: what the code writes; empty where there is none.</param>
/// <param name="Remarks">Everything after these; further code blocks are paragraphs.</param>
public sealed record HelpExample(
    string Title, IReadOnlyList<string> Introduction, string Code, string Output, IReadOnlyList<string> Remarks);

/// <summary>One parameter.</summary>
/// <param name="Name">The name, without the hyphen.</param>
/// <param name="Description">The prose.</param>
/// <param name="Facts">What the yaml blocks say: one block, or several where parameter sets differ.</param>
/// <param name="Line">The line of the heading.</param>
public sealed record HelpParameter(string Name, IReadOnlyList<string> Description, IReadOnlyList<HelpParameterFacts> Facts, int Line);

/// <summary>A type under INPUTS or OUTPUTS.</summary>
/// <param name="Name">The type.</param>
/// <param name="Description">The prose.</param>
/// <param name="Line">The line of the heading.</param>
public sealed record HelpType(string Name, IReadOnlyList<string> Description, int Line);

/// <summary>A related link.</summary>
/// <param name="Text">What is shown.</param>
/// <param name="Address">Where it leads; empty for a link to another page of the module.</param>
public sealed record HelpLink(string Text, string Address);
