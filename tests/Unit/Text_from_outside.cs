using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Unit;

/// <summary>What a platform, a file or a server said is shown on one line, and steers no terminal.</summary>
public sealed class Text_from_outside
{
    private const string Escape = "\u001b[2J\u001b]0;owned\u0007";

    [Theory]
    [InlineData("plain text, ümlaut and 漢字", "plain text, ümlaut and 漢字")]
    [InlineData("two\r\nlines", "two  lines")]
    [InlineData("a\u001b[31mred\u001b[0m", "a [31mred [0m")]
    [InlineData("c1\u009b2Jcsi", "c1 2Jcsi")]
    [InlineData("bell\u0007, null\0, delete\u007f", "bell , null , delete ")]
    public void Loses_what_would_steer_a_terminal(string text, string shown) => Assert.Equal(shown, ShownText.Line(text));

    [Fact]
    public void Is_cut_where_nobody_reads_on_and_never_within_a_pair()
    {
        string shown = ShownText.Of(new string('x', ShownText.Longest - 1) + "😀" + new string('y', 100_000));

        Assert.Equal(new string('x', ShownText.Longest - 1) + "…", shown);
    }

    [Fact]
    public void Is_made_fit_where_an_answer_is_read_in_code_message_and_resolution_alike()
    {
        QualysAnswer answer = new QualysAnswer($"CODE{Escape}", null, null, $"first\nsecond{Escape}", $"do\tthis{Escape}").ToShow(text => text);

        Assert.DoesNotContain(answer.ResponseCode + answer.Error, char.IsControl);
        Assert.StartsWith("first second", answer.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_made_fit_in_every_error_whatever_its_message_was_made_of() =>
        Assert.DoesNotContain(QualysConfigurationException.FunctionInvalid($"add{Escape}\n").Message, char.IsControl);
}
