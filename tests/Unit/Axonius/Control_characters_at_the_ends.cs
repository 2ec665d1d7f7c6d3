namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>Control characters are no part of a value: at its ends they are trimmed as white space, or taken out and the ends trimmed after.</summary>
public sealed class Control_characters_at_the_ends
{
    [Theory]
    [InlineData("\u001CAnn\u001F", "Ann")]
    [InlineData("\u001D\u001EAnn\u001E\u001D", "Ann")]
    [InlineData("\u001F \u001CAnn", "Ann")]
    [InlineData("\u0009\u000BAnn\u000C\u000D", "Ann")]
    [InlineData("\u0001Ann\u0002", "Ann")]
    [InlineData("\u0008Ann\u000E", "Ann")]
    [InlineData("\u001BAnn\u001B", "Ann")]
    [InlineData(" \u0001 Ann \u0002 ", "Ann")]
    [InlineData("\u0001\nAnn\n\u0002", "Ann")]
    [InlineData("\u0000\u001F\u0001", "")]
    [InlineData("!Ann~", "!Ann~")]
    public void Of_a_value_are_no_part_of_it(string written, string expected)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", written));

        Assert.Equal(expected == "" ? "NULL" : expected, Assert.Single(run.Column("SELECT nullif(Business, '') FROM axonious_data")));
    }

    [Theory]
    [InlineData("\u001C1500000001\u001F")]
    [InlineData("\u00091500000001\u000D")]
    [InlineData("\u00A01500000001\u3000")]
    public void Of_an_id_are_no_part_of_it(string written)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row(written, "Ann"));

        Assert.Equal(["1500000001"], run.Column("SELECT Qualys_ID FROM axonious_data"));
    }
}
