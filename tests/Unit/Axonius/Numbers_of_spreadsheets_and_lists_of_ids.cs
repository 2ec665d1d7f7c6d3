using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>A line with commas is a number of a spreadsheet, or ids one beside the other; the rule is written here once more, as patterns.</summary>
public sealed partial class Numbers_of_spreadsheets_and_lists_of_ids
{
    [Theory]
    [InlineData("1,500,000,009", true)]
    [InlineData("1,2", false)]
    [InlineData("1500000001,1500000002", false)]
    [InlineData("1500000001,01", true)]
    [InlineData("1500000001,011", false)]
    [InlineData("1500000001,0000", true)]
    [InlineData("150000,01", false)]
    [InlineData("1500001,01", true)]
    [InlineData("1500000001,10", false)]
    [InlineData("1,5E+09", true)]
    [InlineData("1,E+09", false)]
    [InlineData("1,5E", false)]
    [InlineData("1,50,00,00,009", true)]
    [InlineData("150,00,00,009", false)]
    [InlineData("15,0000,0009", true)]
    [InlineData("15,1000,1009", false)]
    [InlineData("€ 1,500,000", true)]
    [InlineData("(1,500,000.00)", true)]
    [InlineData("1,511,111,", false)]
    [InlineData("1,511,011,", true)]
    [InlineData("12,345", true)]
    [InlineData("12,345,7", false)]
    [InlineData("12,045,7", false)]
    [InlineData("12,045,345,7", true)]
    [InlineData("12,345,345,7", false)]
    [InlineData("12,345,345,1500000001", true)]
    [InlineData("1500000001,1,500,000,009", true)]
    [InlineData("1500000001,12,345", false)]
    [InlineData("1500000", false)]
    public void By_example(string line, bool isNumber)
    {
        Assert.Equal(isNumber, SpreadsheetNumber.Matches(Encoding.UTF8.GetBytes(line)));
        Assert.Equal(isNumber, IsNumber(line));
    }

    [Fact]
    public void By_ten_thousand_lines_made_of_their_parts()
    {
        var random = new Random(20260304);
        int numbers = 0;
        for (int i = 0; i < 10_000; i++)
        {
            string line = Make(random);
            bool isNumber = IsNumber(line);
            numbers += isNumber ? 1 : 0;
            Assert.True(isNumber == SpreadsheetNumber.Matches(Encoding.UTF8.GetBytes(line)), $"'{line}' {(isNumber ? "is" : "is not")} a number");
        }

        Assert.InRange(numbers, 2_000, 8_000);
    }

    private static string Make(Random random)
    {
        string[] before = ["", "", "", "", "", "-", "(", "$ ", "EUR ", ",", "ABCDEFGH", "ABCDEFGHI"];
        string[] between = [",", ",", ",", ",", ",", ", ", " ,", ";", "."];
        string[] behind = ["", "", "", "", "", ".00", ")", "%", "E+09", "e9", "E", "E+", ","];
        int length = random.Next(4);
        var line = new StringBuilder(before[random.Next(before.Length)]).Append(Digits(random, random.Next(8) == 0 ? 10 : random.Next(1, 4)));
        for (int part = random.Next(1, 5); part > 0; part--)
        {
            int digits = length == 0 ? random.Next(1, 5) : length == 1 ? 3 : random.Next(8) == 0 ? random.Next(6, 11) : part == 1 ? 3 : random.Next(2, 5);
            line.Append(between[random.Next(between.Length)]).Append(Digits(random, digits));
        }

        return line.Append(behind[random.Next(behind.Length)]).ToString();
    }

    private static string Digits(Random random, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(_ => random.Next(3) == 0 ? "0" : random.Next(10).ToString(CultureInfo.InvariantCulture)));

    private static bool IsNumber(string line)
    {
        string bare = WithoutCoat(line.Trim());
        return bare.Contains(',', StringComparison.Ordinal) && (Whole().IsMatch(bare) || Chinese().IsMatch(bare) && bare.Split(',').Skip(1).Any(BeginsWithZero) || HoldsGroups(bare));
    }

    private static string WithoutCoat(string line)
    {
        if (Before().Match(line) is not { Success: true } before || Encoding.UTF8.GetByteCount(before.Value) > 8)
        {
            return line;
        }

        line = line[before.Length..];
        int end = line.IndexOfAny(['.', ')', '%'], Math.Max(0, line.LastIndexOf(',')));
        return end < 0 || !line.Contains(',', StringComparison.Ordinal) ? line : line[..end];
    }

    // Each part is a letter: n for one or two digits, g for three, L for as many as an id has, x for anything else.
    private static bool HoldsGroups(string bare)
    {
        string[] parts = [.. bare.Split(',').Select(part => part.Trim())];
        string kinds = string.Concat(parts.Select(part => !part.All(char.IsAsciiDigit) ? 'x' : part.Length switch { 1 or 2 => 'n', 3 => 'g', >= 7 => 'L', _ => 'x' }));
        Match[] found = [.. Groups().Matches(kinds).Cast<Match>()];
        bool hasZero = found.Any(match => parts[(match.Index + 1)..(match.Index + match.Length)].Any(BeginsWithZero));
        return found.Sum(match => match.Length) == kinds.Length
            || (found.Any(match => match.Length > 2) && (hasZero || kinds.Contains('L', StringComparison.Ordinal)));
    }

    private static bool BeginsWithZero(string part) => part.TrimStart().StartsWith('0');

    [GeneratedRegex("^[^0-9,]*(?=[0-9])")]
    private static partial Regex Before();

    [GeneratedRegex(@"^([0-9]+,[0-9]+[eE][+-]*[0-9]+|\s*[0-9]{7,}\s*,\s*0([0-9]?|0*)\s*|\s*[0-9]{1,2}\s*(,\s*[0-9]{2}\s*)+,\s*[0-9]{3}\s*)$")]
    private static partial Regex Whole();

    [GeneratedRegex(@"^\s*[0-9]{1,4}\s*(,\s*[0-9]{4}\s*)+$")]
    private static partial Regex Chinese();

    [GeneratedRegex("[ng]g+")]
    private static partial Regex Groups();
}
