using System.Text.RegularExpressions;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Architecture;

/// <summary>Whoever made a file elsewhere would choose its mode anew, and might write through a link.</summary>
public sealed partial class Files_are_made_in_one_place
{
    [Fact]
    public void Nothing_but_that_place_makes_a_file_or_a_folder()
    {
        string source = Path.Combine(Repository.Root, "src");
        string place = Path.Combine(source, "QualysCustomAttributes.Core", "Files", "NewFiles.cs");

        IEnumerable<string> found = Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(source, file) is var name
                && name.StartsWith("QualysCustomAttributes", StringComparison.Ordinal)
                && !name.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && file != place)
            .SelectMany(file => File.ReadLines(file).Where(line => Making().IsMatch(line)).Select(line => $"{Path.GetFileName(file)}: {line.Trim()}"));

        Assert.Equal([], found);
        Assert.Matches(Making(), File.ReadAllText(place));
    }

    // What opens a file that is there is no matter, nor what renames or deletes one.
    [GeneratedRegex(@"FileMode\.(Create|CreateNew|OpenOrCreate|Append)\b|\bFile\.(Create\w*|OpenWrite|OpenHandle|Append\w+|Write\w+|Copy|Replace)\(|Directory\.Create\w+\(|new StreamWriter\(""|ReadWriteCreate")]
    private static partial Regex Making();
}
