using QualysCustomAttributes.Publishing;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Answers;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Qualys.Updates;

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
    [InlineData("next\u0085line\u2028and\u2029paragraph", "next line and paragraph")]
    [InlineData("gpj.\u202eexe.txt", "gpj. exe.txt")]
    [InlineData("\u202aa\u202bb\u202cc\u202dd\u2066e\u2067f\u2068g\u2069h\u200ei\u200fj\u061ck", " a b c d e f g h i j k")]
    [InlineData("a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg\u180eh", "a b c d e f g h")]
    [InlineData("tags\U000e0001\U000e0041\U000e007f", "tags   ")]
    [InlineData("fill\u3164er\u2800\uffa0\u115f", "fill er   ")]
    [InlineData("heart \u2764\ufe0f and 😀, e\u0301", "heart \u2764\ufe0f and 😀, e\u0301")]
    public void Loses_what_would_steer_a_terminal(string text, string shown) => Assert.Equal(shown, ShownText.Line(text));

    [Fact]
    public void Has_a_sign_for_half_a_surrogate_pair() => Assert.Equal("half \ufffd pair", ShownText.Line("half \ud800 pair"));

    [Fact]
    public void Is_cut_where_nobody_reads_on_and_never_within_a_pair()
    {
        string shown = ShownText.Of(new string('x', ShownText.Longest - 1) + "😀" + new string('y', 100_000));

        Assert.Equal(new string('x', ShownText.Longest - 1) + "…", shown);
    }

    [Fact]
    public void Is_made_fit_where_an_answer_is_read_in_code_message_and_resolution_alike()
    {
        QualysAnswer answer = new QualysAnswer
        {
            ResponseCode = $"CODE{Escape}", ErrorMessage = $"first\nsecond{Escape}", ErrorResolution = $"do\tthis{Escape}",
        }.ToShow(text => text);

        Assert.DoesNotContain(answer.ResponseCode + answer.Error, char.IsControl);
        Assert.StartsWith("first second", answer.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_made_fit_where_a_value_is_made_a_text_and_stays_as_it_is_in_the_value()
    {
        var written = new CustomAttributeValue("Business", $"B{Escape}\r\n");
        var found = new QualysAttributeValue(null, $"B{Escape}\u2028", null);

        Assert.DoesNotContain($"{written} {found}", char.IsControl);
        Assert.Equal($"B{Escape}\r\n", written.Value);
    }

    [Fact]
    public void Is_made_fit_in_every_error_whatever_its_message_was_made_of() =>
        Assert.DoesNotContain(QualysConfigurationException.FunctionInvalid($"add{Escape}\n").Message, char.IsControl);

    [Fact]
    public void Is_made_fit_in_the_cause_of_an_error_too()
    {
        var cause = new IOException("outer", new IOException($"inner\n{Escape}"));
        ConnectorException error = PublicationException.FolderNotWritable("folder", cause);
        ConnectorException plain = PublicationException.FolderNotWritable("folder", new IOException("two\nlines"));

        Assert.DoesNotContain("\u001b", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\u0007", error.ToString(), StringComparison.Ordinal);
        Assert.IsType<IOException>(plain.InnerException);
    }
}
