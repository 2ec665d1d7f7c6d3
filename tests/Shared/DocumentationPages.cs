namespace QualysCustomAttributes.Shared;

/// <summary>A fenced code block of a page.</summary>
/// <param name="Page">The page, as a path from the repository's root.</param>
/// <param name="Language">What stands behind the fence.</param>
/// <param name="Code">Its lines.</param>
internal sealed record DocumentationBlock(string Page, string Language, string Code);

/// <summary>What people read of this product, the help of the cmdlets aside.</summary>
internal static class DocumentationPages
{
    public const string Readme = "README.md";
    public const string Building = "docs/building.md";

    /// <summary>The pages whose commands are run, in the order in which a reader meets them.</summary>
    public static IReadOnlyList<string> WithCommands { get; } =
    [
        Readme, "docs/installing.md", "docs/data-contract.md", "docs/dry-run.md", "docs/sending.md", "docs/run-database.md", "docs/daily-sync.md",
        "docs/inventory.md", "docs/python-connector.md", "docs/numbers.md", Building,
    ];

    /// <summary>The lines of a page.</summary>
    /// <param name="page">The page, as a path from the repository's root.</param>
    public static IEnumerable<string> Lines(string page) => File.ReadLines(Path.Combine(Repository.Root, page));

    /// <summary>The blocks of a page, in order.</summary>
    /// <param name="page">The page, as a path from the repository's root.</param>
    public static IReadOnlyList<DocumentationBlock> Blocks(string page)
    {
        var blocks = new List<DocumentationBlock>();
        string? language = null;
        var code = new List<string>();
        foreach (string line in Lines(page))
        {
            if (language is null && line.StartsWith("```", StringComparison.Ordinal))
            {
                language = line[3..].Trim();
            }
            else if (language is not null && line == "```")
            {
                blocks.Add(new DocumentationBlock(page, language, string.Join('\n', code)));
                code.Clear();
                language = null;
            }
            else if (language is not null)
            {
                code.Add(line);
            }
        }

        return blocks;
    }

    /// <summary>The blocks of a language of all these pages, in the order in which a reader meets them.</summary>
    /// <param name="language">What stands behind the fence.</param>
    public static IEnumerable<DocumentationBlock> BlocksOf(string language) => WithCommands.SelectMany(Blocks).Where(block => block.Language == language);
}
