using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>The header: what is required, and how it is compared.</summary>
public sealed class HeaderTests
{
    private const string IdHeader = AxoniusContract.DefaultAssetIdHeader;
    private const string BusinessHeader = "Mssql: MSSQL_ Business_Name";
    private const string SlaHeader = "Mssql: MSSQL_ Sla";

    [Fact]
    public void The_default_contract_is_the_eleven_columns_of_the_reference_connector()
    {
        Assert.Equal("Qualys Scans: Qualys ID", AxoniusContract.Default.AssetIdHeader);
        Assert.Equal(
            "Mssql: MSSQL_ Business_Name=Business;Mssql: MSSQL_ Div_Name=Division;Mssql: MSSQL_ Productgroup=Product_Group;"
            + "Mssql: MSSQL_ Portfolio=Portfolio;Mssql: MSSQL_ Product=Product;Mssql: MSSQL_ Primaryservice=Primary_Service;"
            + "Mssql: MSSQL_ Serviceownergroup=Service_Owner_Group;Mssql: MSSQL_ Deviceownergroup=Device_Owner_Group;"
            + "Mssql: MSSQL_ Recoverytier=Recovery_Tier;Mssql: MSSQL_ Sla=SLA",
            string.Join(';', AxoniusContract.Default.Columns.Select(column => $"{column.Header}={column.Key}")));
    }

    [Fact]
    public void A_byte_order_mark_at_the_start_is_no_part_of_the_first_header()
    {
        AssertReadsOneAsset(new ExportBuilder());
        Assert.Equal([0xEF, 0xBB, 0xBF], new ExportBuilder().ToBytes()[..3]);
    }

    [Fact]
    public void A_file_without_byte_order_mark_is_read_all_the_same() => AssertReadsOneAsset(new ExportBuilder().NoByteOrderMark());

    [Fact]
    public void A_second_byte_order_mark_before_the_first_header_is_ignored() =>
        AssertReadsOneAsset(new ExportBuilder().Rename(IdHeader, "\uFEFF" + IdHeader));

    [Theory]
    [InlineData("Mssql: MSSQL_\uFEFF Business_Name")]
    [InlineData("\uFEFFMssql: MSSQL_ Business_Name\uFEFF")]
    [InlineData("  Mssql: MSSQL_ Business_Name\t")]
    [InlineData("\u00A0Mssql: MSSQL_ Business_Name\u2003")]
    [InlineData("\"Mssql: MSSQL_ Business_Name\"")]
    [InlineData("Mssql: MSSQL_ Business_Name\n")]
    [InlineData("\r\nMssql: MSSQL_ Business_Name\r\n")]
    public void Headers_are_compared_without_FEFF_quotes_and_surrounding_white_space(string written) =>
        AssertReadsOneAsset(new ExportBuilder().Rename(BusinessHeader, written));

    [Fact]
    public void A_line_break_inside_the_header_of_another_column_is_no_end_of_the_header()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().ExtraColumns(["Aggregated: Host\nName", "a\r\nb"], ["last\ncolumn"]).Row("7", "Cards"));

        Assert.Equal("7 Cards 5", run.Cell("SELECT qualys_id || ' ' || Business || ' ' || line FROM axonious_data"));
    }

    [Fact]
    public void Further_columns_are_ignored_wherever_they_stand()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().ExtraColumns(["a", "b"], ["c"]).Row("7", "Cards", "", "", "", "", "", "", "", "", "Gold"));

        Assert.Equal("7|Cards|Gold", run.Cell("SELECT qualys_id || '|' || Business || '|' || SLA FROM axonious_data"));
    }

    [Fact]
    public void Columns_are_found_by_name_and_not_by_place()
    {
        string[] headers = [.. AxoniusContract.Default.Columns.Select(column => column.Header).Reverse(), IdHeader];
        using TestRun run = TestRun.Imported(new ExportBuilder().Header(string.Join(',', headers)).Line("Gold,Tier,,,,,,,,Cards,7"));

        Assert.Equal("7|Cards|Tier|Gold", run.Cell("SELECT qualys_id || '|' || Business || '|' || Recovery_Tier || '|' || SLA FROM axonious_data"));
    }

    [Fact]
    public void A_header_in_another_case_is_another_header()
    {
        AxoniusContractException exception = AssertRefused(new ExportBuilder().Rename(SlaHeader, SlaHeader.ToLowerInvariant()));

        Assert.Equal([SlaHeader], exception.MissingHeaders);
    }

    [Fact]
    public void Every_missing_header_is_named_at_once()
    {
        AxoniusContractException exception = AssertRefused(new ExportBuilder()
            .Rename(IdHeader, "Qualys ID").Rename(BusinessHeader, "Business").Rename(SlaHeader, ""));

        Assert.Equal([IdHeader, BusinessHeader, SlaHeader], exception.MissingHeaders);
        Each.Holds(exception.MissingHeaders, header => Assert.Contains($"'{header}'", exception.Message, StringComparison.Ordinal));
        Assert.Equal("ContractBroken", exception.ErrorId);
        Assert.Equal(ConnectorErrorKind.InvalidData, exception.Kind);
    }

    [Fact]
    public void A_contract_column_that_stands_twice_is_refused()
    {
        AxoniusContractException exception = AssertRefused(new ExportBuilder().ExtraColumns([], [BusinessHeader]));

        Assert.Empty(exception.MissingHeaders);
        Assert.Contains($"'{BusinessHeader}' twice (columns 2 and 12)", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_id_column_that_stands_twice_is_refused() =>
        Assert.Contains($"'{IdHeader}' twice", AssertRefused(new ExportBuilder().ExtraColumns([IdHeader], [])).Message, StringComparison.Ordinal);

    [Fact]
    public void Another_column_may_stand_twice() => AssertReadsOneAsset(new ExportBuilder().ExtraColumns(["Host", "Host"], ["Host"]));

    [Theory]
    [InlineData(';', "';'")]
    [InlineData('\t', "tab")]
    [InlineData('|', "'|'")]
    public void A_file_with_another_delimiter_is_refused_with_a_hint_at_it(char delimiter, string hint)
    {
        AxoniusContractException exception = AssertRefused(new ExportBuilder().Delimiter(delimiter));

        Assert.Equal(11, exception.MissingHeaders.Count);
        Assert.Contains(hint, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public void A_named_delimiter_is_used(char delimiter)
    {
        using var run = new TestRun(new ExportBuilder().Delimiter(delimiter).Row("7,8", $"a,b{delimiter}c"));
        run.Options = run.Options with { Delimiter = delimiter };

        Assert.Equal(2, run.Import().Count);
        Assert.Equal([$"a,b{delimiter}c", $"a,b{delimiter}c"], run.Column("SELECT Business FROM axonious_data"));
    }

    [Fact]
    public void A_refused_header_leaves_no_database_behind()
    {
        using var run = new TestRun(new ExportBuilder().Rename(SlaHeader, "x"));

        Assert.Throws<AxoniusContractException>(run.Import);

        Assert.Equal([run.ExportPath], Directory.GetFiles(run.Folder.Path));
    }

    private static void AssertReadsOneAsset(ExportBuilder export)
    {
        using TestRun run = TestRun.Imported(export.Row("7", "Cards"));
        Assert.Equal(["7 Cards"], run.Column("SELECT qualys_id || ' ' || Business FROM axonious_data"));
        Assert.Empty(run.Rejections());
    }

    private static AxoniusContractException AssertRefused(ExportBuilder export)
    {
        using var run = new TestRun(export.Row("7", "Cards"));
        return Assert.Throws<AxoniusContractException>(run.Import);
    }

    [Theory]
    [InlineData(';', "';'")]
    [InlineData('\t', "tab")]
    [InlineData('|', "'|'")]
    public void A_header_of_quoted_cells_that_another_character_parts_says_which(char delimiter, string named)
    {
        string header = string.Join(delimiter, AxoniusContract.Default.Columns.Select(column => $"\"{column.Header}\"").Prepend($"\"{AxoniusContract.DefaultAssetIdHeader}\""));
        using var run = new TestRun(System.Text.Encoding.UTF8.GetBytes(header + "\n"));

        Assert.Contains($"parted by {named}", Assert.Throws<AxoniusExportException>(run.Import).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(';', ',')]
    [InlineData('\t', ',')]
    [InlineData('|', ',')]
    [InlineData(',', ';')]
    [InlineData(',', '\t')]
    public void A_header_whose_quoting_breaks_by_the_wrong_delimiter_is_told_the_right_one(char real, char asked)
    {
        // As Axonius gives it: some headers are quoted, one of them over two lines.
        string[] columns =
        [
            "Aggregated: Preferred Host Name", AxoniusContract.DefaultAssetIdHeader, .. AxoniusContract.Default.Columns.Select(column => column.Header),
            "\"Aggregated: Tags\n(all adapters)\"", "Aggregated: Operating System",
        ];
        using var run = new TestRun(System.Text.Encoding.UTF8.GetBytes(string.Join(real, columns) + "\n"));
        run.Options = run.Options with { Delimiter = asked };

        var error = Assert.Throws<AxoniusExportException>(run.Import);

        Assert.Equal(real, error.OtherDelimiter);
        Assert.EndsWith($"the cells of its header are parted by {Name(real)} and not by {Name(asked)}.", error.Message, StringComparison.Ordinal);

        static string Name(char delimiter) => delimiter == '\t' ? "tab" : $"'{delimiter}'";
    }

    [Fact]
    public void Rows_with_more_cells_than_the_header_are_told_with_the_first_of_them()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "a").Line("1,500,000,099,a,b,c,d,e,f,g,h,i,j").Line("7,a,b,c,d,e,f,g,h,i,j,k"));

        Assert.Contains(run.Warnings, warning => warning.StartsWith("2 rows have more cells than the header, the first at line 3.", StringComparison.Ordinal));
    }
}
