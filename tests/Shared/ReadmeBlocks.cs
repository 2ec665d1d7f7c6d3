namespace QualysCustomAttributes.Shared;

/// <summary>The fenced code blocks of the README, in order.</summary>
internal static class ReadmeBlocks
{
    public static IReadOnlyList<(string Language, string Code)> Read()
    {
        var blocks = new List<(string, string)>();
        string? language = null;
        var code = new List<string>();
        foreach (string line in File.ReadLines(Path.Combine(Repository.Root, "README.md")))
        {
            if (language is null && line.StartsWith("```", StringComparison.Ordinal))
            {
                language = line[3..].Trim();
            }
            else if (language is not null && line == "```")
            {
                blocks.Add((language, string.Join('\n', code)));
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

    public static IEnumerable<string> Of(string language) => Read().Where(block => block.Language == language).Select(block => block.Code);
}
