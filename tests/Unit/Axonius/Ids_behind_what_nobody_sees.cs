namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>What nobody sees is taken out of ids as it is out of values, and told with them; digits of another script are no ids.</summary>
public sealed class Ids_behind_what_nobody_sees
{
    [Theory]
    [InlineData("\u200B1500000001")]
    [InlineData("1500000001\u200B")]
    [InlineData("15000\u200B00001")]
    [InlineData("\u202D1500000001\u202C")]
    [InlineData("\u20661500000001\u2069")]
    [InlineData("\u200E1500000001")]
    [InlineData("15\u00AD00000001")]
    [InlineData("1500000001\u200D")]
    [InlineData("\u20601500000001")]
    [InlineData("\U000E00411500000001")]
    [InlineData(" \u200B 1500000001 \u200B ")]
    public void It_is_taken_out_of_an_id_and_told(string cell)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row(cell, "Cards").Row("1500000002", "Cards"));

        Assert.Equal(["1500000001", "1500000002"], run.Column("SELECT qualys_id FROM axonious_data"));
        Assert.Empty(run.Rejections());
        Assert.StartsWith("Characters were taken out of the ids: ", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_counted_beside_what_was_taken_out_of_the_values_in_one_warning()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder()
            .Row("\u200B1500000001,\u200B1500000002", "Ca\u202Erds").Row("\u200B1500000003\n\u202D1500000004", "Cards"));

        Assert.Equal(
            "Characters were taken out of the values: 1 that turns the direction of text; "
                + "of the ids: 1 that turns the direction of text, 3 of no width, or that are not seen.",
            Assert.Single(run.Warnings));
        Assert.Equal("4", run.Cell("SELECT count(*) FROM axonious_data"));
    }

    [Fact]
    public void To_keep_it_in_values_keeps_it_in_no_id()
    {
        using var run = new TestRun(new ExportBuilder().Row("\u200B1500000001", "Ca\u200Brds"));
        run.Options = run.Options with { KeepInvisible = true };
        run.Import();

        Assert.Equal("1500000001", run.Cell("SELECT qualys_id FROM axonious_data"));
        Assert.Equal("Ca\u200Brds", run.Cell("SELECT Business FROM axonious_data"));
    }

    [Theory]
    [InlineData("\u200B1,500,000,009", "ThousandsSeparators")]
    [InlineData("1,\u200B500,000,009", "ThousandsSeparators")]
    [InlineData("１５００", "InvalidAssetId")]
    [InlineData("\u200B１５００", "InvalidAssetId")]
    [InlineData("15\u000100", "InvalidAssetId")]
    [InlineData("\u200B", "NoAssetId")]
    [InlineData("\u200Bx", "InvalidAssetId")]
    public void What_is_no_id_without_it_is_none(string cell, string reason)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "a").Row("2", "b").Row(cell, "Cards"));

        Assert.Equal("2", run.Cell("SELECT count(*) FROM axonious_data"));
        Assert.Equal(reason, run.Cell("SELECT reason FROM rejected_rows"));
    }
}
