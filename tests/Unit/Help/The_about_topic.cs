using System.Text.RegularExpressions;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.Unit.Help;

/// <summary>Scripts tell errors apart by their ids, so that the about topic names every one.</summary>
public sealed partial class The_about_topic
{
    [Fact]
    public void Every_error_id_is_named()
    {
        string core = Path.Combine(Repository.Root, "src", "QualysCustomAttributes.Core");
        string[] ids = [.. Directory.EnumerateFiles(core, "*Exception*.cs", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(core, "*Errors.cs", SearchOption.AllDirectories))
            .SelectMany(file => IdPattern().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)];
        string topic = File.ReadAllText(Path.Combine(Repository.Root, "docs", "en-US", "about_QualysCustomAttributes.md"));
        string list = topic[topic.IndexOf("## ERROR IDS", StringComparison.Ordinal)..];

        Assert.True(ids.Length > 50, "the ids are not found in the source any more");
        Assert.DoesNotContain(ids, id => !Regex.IsMatch(list, $@"\b{id}\b"));
    }

    [GeneratedRegex("""[(,]\s*"([A-Z][A-Za-z]+)",""")]
    private static partial Regex IdPattern();
}
