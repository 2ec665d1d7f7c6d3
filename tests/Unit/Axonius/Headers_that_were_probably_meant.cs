using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>Which header of the export is proposed for one that is missing, and up to which difference.</summary>
public sealed class Headers_that_were_probably_meant
{
    [Theory]
    [InlineData("qualys id", "Qualys ID", "other letter case")]
    [InlineData("Qualys\u00A0 ID", "Qualys ID", "other white space")]
    [InlineData("QUALYSID", "Qualys ID", "other letter case and white space")]
    [InlineData("Qualys\u200B Id", "Qualys ID", "characters that are not seen")]
    [InlineData("Other: Qualys ID", "Qualys Scans: qualys id", "another adapter")]
    [InlineData("12345678", "1234567x", "nearly the same")]
    [InlineData("12345678", "123456789", "nearly the same")]
    [InlineData("12345678", "1234567", "nearly the same")]
    [InlineData("12345678", "123456xy", null)]
    [InlineData("1234567", "123456x", null)]
    [InlineData("1234567890123456", "12345678901234xy", "nearly the same")]
    [InlineData("1234567890123456", "1234567890123xyz", null)]
    [InlineData("123456789012345678901234567890123456789", "123456789012345678901234567890123456xyz", "nearly the same")]
    [InlineData("123456789012345678901234567890123456789", "12345678901234567890123456789012345wxyz", null)]
    [InlineData("123456789012345678901234567890123456789", "123456789012345678901234567890123456", "nearly the same")]
    [InlineData("123456789012345678901234567890123456789", "12345678901234567890123456789012345", null)]
    [InlineData("abcdefgh", "ABCDEFGX", "nearly the same")]
    [InlineData("abcdefgh", "bcdefghi", null)]
    [InlineData("", "x", null)]
    public void Are_proposed_with_the_difference(string missing, string there, string? difference)
    {
        (string Name, string Difference)? found = new NearestHeader([there, ""], new HashSet<string>()).Find(missing);

        Assert.Equal(difference is null ? null : (there, difference), found);
    }

    [Fact]
    public void Are_the_nearest_of_several_and_none_that_is_wanted_itself()
    {
        string[] there = ["1234567890123456", "123456789012345y", "12345678901234yz", "Owner", "owner"];

        Assert.Equal("123456789012345y", new NearestHeader(there, new HashSet<string> { "1234567890123456" }).Find("123456789012345x")?.Name);
        Assert.Equal("owner", new NearestHeader(there, new HashSet<string> { "Owner" }).Find("OWNER")?.Name);
        Assert.Equal("Owner", new NearestHeader(there, new HashSet<string>()).Find("OWNER")?.Name);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public void Are_not_looked_for_letter_by_letter_where_they_are_long(int length, bool isFound) =>
        Assert.Equal(isFound, new NearestHeader([new string('a', length - 1) + "b"], new HashSet<string>()).Find(new string('a', length)) is not null);

    [Theory]
    [InlineData(1999, true)]
    [InlineData(2000, false)]
    public void Nor_among_thousands(int others, bool isFound)
    {
        IEnumerable<string> there = Enumerable.Range(0, others).Select(each => $"{each:D4}").Append("abcdefgh");

        Assert.Equal(isFound, new NearestHeader(there, new HashSet<string>()).Find("abcdefgx") is not null);
        Assert.NotNull(new NearestHeader(there, new HashSet<string>()).Find("ABCDEFGH"));
    }
}
