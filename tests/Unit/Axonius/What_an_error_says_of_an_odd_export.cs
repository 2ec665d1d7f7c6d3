using System.Text;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>An export that cannot be used says what it is: texts for ids, another delimiter, another encoding, a line that is no header.</summary>
public sealed class What_an_error_says_of_an_odd_export
{
    [Theory]
    [InlineData("NULL")]
    [InlineData("#N/A")]
    [InlineData("nan")]
    [InlineData("(blank)")]
    public void Ids_that_are_texts_for_no_value_are_named_as_such(string id)
    {
        string message = Refusal(Rows(20, id));

        Assert.Contains($"all 20 ids are texts that stand for no value, as '{id}'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_that_are_taken_for_names_and_types_are_counted_among_all()
    {
        Assert.Contains(
            "18 of 20 rows have ids that are none, as 'host': an id is 1 to 19 digits, above zero; the other 2 are taken for Axonius's rows of field names and types",
            Refusal(Rows(20, "host")),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(';', ',')]
    [InlineData('\t', ',')]
    [InlineData(',', '|')]
    public void Another_delimiter_is_known_to_the_front(char there, char named)
    {
        using var run = new TestRun(new ExportBuilder().Delimiter(there).Row("1", "a"));
        run.Options = run.Options with { Delimiter = named };

        Assert.Equal(there, Assert.Throws<AxoniusContractException>(run.Import).OtherDelimiter);
    }

    [Fact]
    public void So_is_one_between_quoted_cells()
    {
        using var run = new TestRun(new ExportBuilder().Header("\"a\";\"b\"").Line("\"1\";\"2\""));

        Assert.Equal(';', Assert.Throws<AxoniusExportException>(run.Import).OtherDelimiter);
    }

    [Fact]
    public void A_delimiter_that_was_asked_for_counts_before_the_first_line_and_the_error_says_so()
    {
        using var run = new TestRun([.. "sep=;\n"u8, .. new ExportBuilder().NoByteOrderMark().Delimiter(';').Row("1", "a").ToBytes()]);
        run.Options = run.Options with { Delimiter = ',' };

        Assert.Contains(
            "Its first line names ';' as the delimiter, but ',' was asked for, and that counts",
            Assert.Throws<AxoniusContractException>(run.Import).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sep=;;")]
    [InlineData("\"SEP=tab\"")]
    public void A_first_line_that_would_name_a_delimiter_and_names_none_is_told(string line)
    {
        using var run = new TestRun([.. Encoding.UTF8.GetBytes(line + "\n"), .. new ExportBuilder().NoByteOrderMark().Row("1", "a").ToBytes()]);

        Assert.Contains(
            $"Its first line {line.Replace('"', '\'').Trim('\'').Insert(0, "'")}' was taken for the header: it begins as the line that names the delimiter, and names no "
                + "single character. Take it out",
            Assert.Throws<AxoniusContractException>(run.Import).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ibm037")]
    [InlineData("utf-16")]
    [InlineData("utf-32")]
    public void An_encoding_that_was_named_and_is_another_is_mentioned_where_no_column_is_found(string name)
    {
        using var run = new TestRun(new ExportBuilder().NoByteOrderMark().Row("1", "a").Row("2", "b"));
        run.Options = run.Options with { Encoding = ExportEncoding.Parse(name) };

        ConnectorException exception = Assert.ThrowsAny<ConnectorException>(run.Import);
        Assert.Contains($"It was read in {ExportEncoding.Parse(name).WebName}, as was asked for: look whether it is in that encoding", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_columns_are_there_the_encoding_is_not()
    {
        using var run = new TestRun(new ExportBuilder().NoByteOrderMark().Encoding(Encoding.Latin1).Rename("Mssql: MSSQL_ Sla", "Other").Row("1", "ä"));

        Assert.DoesNotContain("read in", Assert.Throws<AxoniusContractException>(run.Import).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100_000)]
    public void What_stands_behind_the_end_of_a_gzip_file_is_named_and_not_called_a_cut(int length)
    {
        byte[] gzip = Encodings_of_an_export.Gzip(new ExportBuilder().Row("1", "a").Row("2", "b").ToBytes());
        using var run = new TestRun([.. gzip, .. Enumerable.Repeat((byte)0, length)]);
        run.Import();

        Assert.Equal(["1", "2"], run.Column("SELECT qualys_id FROM axonious_data"));
        Assert.DoesNotContain(run.Warnings, warning => warning.Contains("was cut", StringComparison.Ordinal));
        Assert.Single(run.Warnings, warning => warning.StartsWith(
            $"Behind the end of the gzip file {Counted.Of(length, "byte that belongs to no gzip is", "bytes that belong to no gzip are")} passed over", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\u001B[31mMssql: MSSQL_ Sla\u001B[0m")]
    [InlineData("Mssql: MSSQL_\u001B Sla")]
    [InlineData("\u009B1;31mMssql: MSSQL_ Sla")]
    public void A_header_with_an_escape_in_it_is_still_the_nearest_and_shown_without(string header)
    {
        using var run = new TestRun(new ExportBuilder().Rename("Mssql: MSSQL_ Sla", header).Row("1", "a"));

        string message = Assert.Throws<AxoniusContractException>(run.Import).Message;
        Assert.Contains("'Mssql: MSSQL_ Sla' (there is 'Mssql: MSSQL_ Sla': characters that are not seen)", message, StringComparison.Ordinal);
    }

    private static ExportBuilder Rows(int count, string id)
    {
        var export = new ExportBuilder();
        for (int i = 0; i < count; i++)
        {
            export = export.Row(id, [.. Enumerable.Repeat("bank", 10)]);
        }

        return export;
    }

    private static string Refusal(ExportBuilder export)
    {
        using var run = new TestRun(export);
        return Assert.Throws<AxoniusExportException>(run.Import).Message;
    }
}
