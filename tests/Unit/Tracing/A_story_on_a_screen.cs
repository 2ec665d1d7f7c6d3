using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Tracing;
using Xunit;

namespace QualysCustomAttributes.Unit.Tracing;

/// <summary>The story is read from top to bottom: the outcome first, no line longer than a terminal, and nothing in it steers that.</summary>
public sealed class A_story_on_a_screen
{
    [Theory]
    [InlineData("plain")]
    [InlineData("a long text of many words that goes on and on until nobody would want to read it to its end on one line of a screen at all")]
    [InlineData("wordwithoutanyblankwordwithoutanyblankwordwithoutanyblankwordwithoutanyblankwordwithoutanyblankwordwithoutanyblank")]
    [InlineData("銀行銀行銀行銀行銀行銀行銀行銀行銀行銀行銀行銀行銀行銀行銀行銀行銀行銀行銀行銀行銀行銀行銀行銀行銀行銀行銀行銀行銀行銀行銀行銀行")]
    [InlineData("😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀")]
    [InlineData("\u001b[31mred\u001b[0m\u0007")]
    public void Fits_whatever_the_values_are(string value)
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1", value, value, value).Row("1", value, value, value), allowRejected: true);

        string text = Traced.Text(Traced.Asset(1, run.DatabasePath));

        string[] lines = text.Split('\n');
        Assert.StartsWith("outcome:    NotSent. ", lines[0], StringComparison.Ordinal);
        Each.Holds(lines, line =>
        {
            Assert.InRange(TerminalColumns.Of(line), 0, 79);
            Assert.DoesNotContain(line, char.IsControl);
            Assert.DoesNotContain('\uFFFD', line);
        });
        string bare = ShownText.Line(value).Replace(" ", "", StringComparison.Ordinal);
        Assert.Contains(bare, text.Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
