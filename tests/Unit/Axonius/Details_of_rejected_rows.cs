using System.Text;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>A rejected row is in the database with its line, its cause, its id and what exactly was found in it.</summary>
public sealed class Details_of_rejected_rows
{
    private const string Rest = ",,,,,,,,,";

    [Fact]
    public void Word_for_word()
    {
        using TestRun run = TestRun.Imported(
            new ExportBuilder().NoNewLineAtTheEnd()
                .Row("qualys_id", [.. Enumerable.Repeat("name", 10)]).Row("1500000001", "a").Row("qualys_id", [.. Enumerable.Repeat("name", 10)])
                .Row("", "b").Row(" , ", "c").Row("x", "d").Row("1,500,000,009", "e").Row("7...TRIMMED - 1 characters over 32000", "f")
                .Row("1500000002", "g", "7...TRIMMED - 1 characters over 32000").Line("8,a\"b" + Rest).Line(Rest).Row("1500000003", "h")
                .Row("1500000004", "i").Line("1500000005,a"),
            allowRejected: true);

        Words.AssertAre(
            """
            2 SchemaRow: a row of field names or types under the header
            4 InvalidAssetId qualys_id: an asset id is 1 to 19 digits, above zero
            5 NoAssetId: the cell 'Qualys Scans: Qualys ID' is empty
            6 NoAssetId: the cell 'Qualys Scans: Qualys ID' holds separators alone
            7 InvalidAssetId x: an asset id is 1 to 19 digits, above zero
            8 ThousandsSeparators 1,500,000,009: the cell holds a number with thousands separators or a decimal comma, as spreadsheets write it; its pieces are no ids
            9 TrimmedValue: the cell 'Qualys Scans: Qualys ID' was cut by Axonius
            10 TrimmedValue 1500000002: the cell 'Mssql: MSSQL_ Div_Name' was cut by Axonius
            11 Malformed: a quote stands inside a cell that is not quoted
            15 CutShort: the export ends in the middle of this record: cells, or a part of the last one, are missing
            """,
            run.Column("SELECT line || ' ' || reason || coalesce(' ' || asset_id, '') || ': ' || detail FROM rejected_rows ORDER BY rejected_row_id"));
        Assert.Equal(["1500000001", "1500000003", "1500000004"], run.Column("SELECT qualys_id FROM axonious_data"));
    }

    [Fact]
    public void What_nobody_sees_of_an_id_is_named_by_its_code()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1500000\u0001102", "a").Row("1500000001", "b"));

        Assert.Equal("an asset id is 1 to 19 digits, above zero; this is '1500000[U+0001]102'", run.Cell("SELECT detail FROM rejected_rows"));
    }

    [Theory]
    [InlineData(0, "Business_Name")]
    [InlineData(1, "Div_Name")]
    [InlineData(9, "Sla")]
    public void With_the_column_that_is_no_UTF_8(int column, string header)
    {
        byte[] line = Encoding.Latin1.GetBytes("2," + new string(',', column) + "ä" + new string(',', 9 - column) + "\n");
        using var run = new TestRun([.. new ExportBuilder().Row("1", "a").ToBytes(), .. line, .. Encoding.UTF8.GetBytes("3,é" + Rest + "\n4,b" + Rest + "\n")]);
        run.Import();

        Assert.Equal([$"3 InvalidText: the cell 'Mssql: MSSQL_ {header}' is not UTF-8"], run.Column("SELECT line || ' ' || reason || ': ' || detail FROM rejected_rows"));
        Assert.Equal(["1", "3", "4"], run.Column("SELECT qualys_id FROM axonious_data"));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(512, true)]
    [InlineData(513, false)]
    public void A_row_of_names_has_names_of_a_length_that_can_be(int length, bool isOfNames)
    {
        string name = new('n', length);
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "a").Row(name, [.. Enumerable.Repeat("name", 10)]).Row("2", "b"));

        Assert.Equal([isOfNames ? "SchemaRow" : "InvalidAssetId"], run.Column("SELECT reason FROM rejected_rows"));
    }

    [Theory]
    [InlineData("1500000001", "250000000", true)]
    [InlineData("2500000001", "150000000", true)]
    [InlineData("1500000001", "2500000002", false)]
    [InlineData("150000001", "25", true)]
    public void An_id_at_the_end_that_is_shorter_than_any_before_it_was_cut(string before, string last, bool isCut)
    {
        var contract = new AxoniusContract("Id", [new("Name", "Name")]);
        using TestRun run = new(Encoding.ASCII.GetBytes($"Name,Id\na,{before}\nb,{before}\nc,{last}"));
        run.Options = run.Options with { Contract = contract };
        run.Import();

        Assert.Equal(isCut ? ["CutShort"] : [], run.Column("SELECT reason FROM rejected_rows"));
    }
}
