using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Architecture;

/// <summary>Of no things everything holds: a test that looks at each of several demands that there is one.</summary>
public sealed class Tests_that_can_fail
{
    [Fact]
    public void Look_at_each_of_several_things_by_way_of_the_assertion_that_wants_one()
    {
        string tests = Path.Combine(Repository.Root, "tests");
        string[] files = Directory.GetFiles(tests, "*.cs", SearchOption.AllDirectories);

        Assert.Equal(
            [Path.Combine("Shared", "Each.cs")],
            files.Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
                .Where(file => File.ReadAllText(file).Contains("Assert" + ".All(", StringComparison.Ordinal))
                .Select(file => Path.GetRelativePath(tests, file)));
    }

    [Fact]
    public void Fail_where_there_is_nothing_to_look_at() =>
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Each.Holds(Array.Empty<int>(), _ => { }));
}
