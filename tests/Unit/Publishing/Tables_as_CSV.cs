using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Publishing;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Shared.Publishing;
using Xunit;

namespace QualysCustomAttributes.Unit.Publishing;

/// <summary>The CSV files say what the tables say, and no spreadsheet runs a cell of them.</summary>
public sealed class Tables_as_CSV
{
    private static readonly string[] Tables =
    [
        "Q_Asset_Inventory", "Q_Asset_Inventory_Software_AssetId", "Q_Asset_Inventory_Software_OS_Unique", "Q_Asset_Inventory_Custom_Attribute",
        "Q_Asset_Inventory_Status", "inventory_run",
    ];

    [Fact]
    public async Task Every_table_is_a_file_with_the_same_cells()
    {
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(30);
        scenario.Execute("ALTER TABLE Q_Asset_Inventory ADD COLUMN \"a,\"\"new\"\" field\"");
        scenario.Execute("UPDATE Q_Asset_Inventory SET assetName = $1, \"a,\"\"new\"\" field\" = $2 WHERE assetId % 2 = 0", "a \"quoted\"\r\nname, in\ntwo\rlines", "");

        PublishedTarget target = await scenario.PublishCsvAsync(scenario.Output.File("csv"));

        Assert.Equal(Tables, target.Tables.Select(table => table.Name));
        Assert.Equal(Tables.Select(table => Path.Combine(scenario.Output.File("csv"), $"{table}.csv")), target.Files);
        Assert.Equal(target.Files.Order(StringComparer.Ordinal), Directory.EnumerateFiles(scenario.Output.File("csv")).Order(StringComparer.Ordinal));
        foreach (PublishedTable table in target.Tables)
        {
            AssertSame(scenario, table);
        }

        Assert.Equal(30, target.Assets);
        Assert.Contains(scenario.Events.OfType<StageProgress>(), progress => progress.Stage == ConnectorStage.Publish && progress.Done == progress.Total);
    }

    [Fact]
    public async Task The_folder_of_the_export_names_its_database()
    {
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(3);

        PublishedTarget target = await scenario.PublishCsvAsync(scenario.Output.File("csv"), database: scenario.Inventory.Folder);

        Assert.Equal(scenario.Inventory.DatabasePath, target.DatabasePath);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("=HYPERLINK(\"http://x\",\"y\")", "'=HYPERLINK(\"http://x\",\"y\")")]
    [InlineData("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t'=1")]
    [InlineData("\r=1", "'\r'=1")]
    [InlineData("\n=1", "'\n'=1")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\0=1", "'\0=1")]
    [InlineData("\v\f=1", "'\v\f=1")]
    [InlineData("\u001b\u007f\u0085@A1", "'\u001b\u007f\u0085@A1")]
    [InlineData("\u00a0=1", "'\u00a0=1")]
    [InlineData("\u3000\u2003＝1", "'\u3000\u2003＝1")]
    [InlineData("\u200b\ufeff\u2060\u00ad=1", "'\u200b\ufeff\u2060\u00ad=1")]
    [InlineData("\u202e\u2066=1", "'\u202e\u2066=1")]
    [InlineData("\u2028\u2029\u180e=1", "'\u2028\u2029\u180e=1")]
    [InlineData("\U000e0020\U000e007f=1", "'\U000e0020\U000e007f=1")]
    [InlineData("\u3164\u2800\ufe0f=1", "'\u3164\u2800\ufe0f=1")]
    [InlineData("﹦1", "'﹦1")]
    [InlineData("'\u00a0=1", "''\u00a0=1")]
    [InlineData("\u00a0-12.5", "\u00a0-12.5")]
    [InlineData("x,=cmd", "x,'=cmd")]
    [InlineData("x;=cmd|' /C calc'!A0", "x;'=cmd|' /C calc'!A0")]
    [InlineData("x;\"=cmd", "x;'\"=cmd")]
    [InlineData("x|+1-2", "x|'+1-2")]
    [InlineData("x\t=1", "x\t'=1")]
    [InlineData("x\r\n=1", "x\r\n'=1")]
    [InlineData("a, \u200b@b; -c", "a,' \u200b@b;' -c")]
    [InlineData("x,'=1", "x,''=1")]
    [InlineData("=1;=2;;=3", "'=1;'=2;;'=3")]
    [InlineData(",=1", ",'=1")]
    [InlineData("x,-5;+7.5", "x,-5;+7.5")]
    [InlineData("[1,-2,-3.5e1]", "[1,-2,-3.5e1]")]
    [InlineData("{\"a\":[\"-x\",\"=y\"]}", "{\"a\":[\"-x\",\"=y\"]}")]
    [InlineData("x,", "x,")]
    [InlineData("a - b, c = d", "a - b, c = d")]
    [InlineData("＝1", "'＝1")]
    [InlineData("-", "'-")]
    [InlineData("-12.", "'-12.")]
    [InlineData("+49 123", "'+49 123")]
    [InlineData("-1e", "'-1e")]
    [InlineData("'=1", "''=1")]
    [InlineData("'-12.5", "''-12.5")]
    [InlineData("-12.5", "-12.5")]
    [InlineData("+7", "+7")]
    [InlineData("-1.5E-10", "-1.5E-10")]
    [InlineData("a=1", "a=1")]
    [InlineData("'quoted'", "'quoted'")]
    [InlineData(" =1", "' =1")]
    [InlineData("'  =1", "''  =1")]
    [InlineData("  -12.5", "  -12.5")]
    [InlineData(" a=1", " a=1")]
    [InlineData("", "")]
    [InlineData("Ä", "Ä")]
    public async Task A_cell_that_begins_like_a_formula_gets_an_apostrophe_and_a_number_does_not(string value, string expected)
    {
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(1);
        scenario.Execute("UPDATE Q_Asset_Inventory SET assetName = $1", value);

        await scenario.PublishCsvAsync(scenario.Output.Path);

        List<string?[]> records = CsvText.Read(scenario.Output.File("Q_Asset_Inventory.csv"));
        string? cell = records[1][Array.IndexOf(records[0], "assetName")];
        Assert.Equal(expected, cell);
        Assert.Equal(value, CsvText.Undo(cell));
        Assert.False(CsvText.HoldsFormula(cell));
    }

    [Fact]
    public async Task Whatever_stands_in_a_cell_no_part_of_it_is_a_formula_and_it_can_be_had_back()
    {
        string[] pieces = ["=", "+", "-", "@", "＝", "'", "''", ",", ";", "|", "\t", "\r", "\n", " ", "\u00a0", "\u200b", "\0", "\"", "a", "7", "]", "\U000e0041"];
        var random = new Random(20260118);
        string[] values = [.. Enumerable.Range(0, 4_000).Select(_ => string.Concat(random.GetItems(pieces, random.Next(1, 9)))).Distinct()];
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(1);
        scenario.Execute("DELETE FROM custom_attribute_asset; INSERT INTO custom_attribute_set VALUES (1000, x'00'); INSERT INTO custom_attribute_asset VALUES (1, 1000, 0)");
        scenario.Execute("INSERT INTO custom_attribute_entry SELECT 1000, key, NULL, value, NULL FROM json_each($1)", System.Text.Json.JsonSerializer.Serialize(values));

        await scenario.PublishCsvAsync(scenario.Output.Path);

        string?[] cells = [.. CsvText.Read(scenario.Output.File("Q_Asset_Inventory_Custom_Attribute.csv")).Skip(1).Select(record => record[2])];
        Assert.Equal(values, cells.Select(CsvText.Undo));
        Assert.DoesNotContain(cells, CsvText.HoldsFormula);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_do_not_break_the_file()
    {
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(1);
        scenario.Execute("UPDATE Q_Asset_Inventory SET assetName = CAST(x'61FF62' AS TEXT)");

        await scenario.PublishCsvAsync(scenario.Output.Path);

        List<string?[]> records = CsvText.Read(scenario.Output.File("Q_Asset_Inventory.csv"));
        Assert.Equal("a\uFFFDb", records[1][Array.IndexOf(records[0], "assetName")]);
    }

    [Fact]
    public async Task Files_of_an_earlier_publication_are_replaced()
    {
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(2);
        await scenario.PublishCsvAsync(scenario.Output.Path);
        scenario.Execute("DELETE FROM Q_Asset_Inventory WHERE assetId = (SELECT max(assetId) FROM Q_Asset_Inventory)");

        await scenario.PublishCsvAsync(scenario.Output.Path);

        Assert.Equal(2, CsvText.Read(scenario.Output.File("Q_Asset_Inventory.csv")).Count);
        Assert.Empty(Directory.EnumerateFiles(scenario.Output.Path, "*.tmp"));
    }

    [Fact]
    public async Task A_publication_that_fails_at_the_last_table_leaves_every_file_as_it_was()
    {
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(3);
        scenario.Output.Write("Q_Asset_Inventory.csv", "as before");
        scenario.Execute("ALTER TABLE inventory_run RENAME COLUMN run_id TO other_id");

        await Assert.ThrowsAsync<InventoryDatabaseException>(() => scenario.PublishCsvAsync(scenario.Output.Path));

        Assert.Equal("as before", File.ReadAllText(scenario.Output.File("Q_Asset_Inventory.csv")));
        Assert.Single(Directory.EnumerateFiles(scenario.Output.Path));
    }

    private static void AssertSame(PublicationScenario scenario, PublishedTable table)
    {
        List<string?[]> records = CsvText.Read(table.Path!);
        string[] columns = SqliteFile.Cells(scenario.Inventory.DatabasePath, $"SELECT name FROM pragma_table_info('{table.Name}') ORDER BY cid").Select(row => row[0]!).ToArray();
        List<string?[]> rows = SqliteFile.Cells(scenario.Inventory.DatabasePath, $"SELECT {string.Join(", ", columns.Select(column => $"CAST(\"{column.Replace("\"", "\"\"", StringComparison.Ordinal)}\" AS TEXT)"))} FROM {table.Name}");

        Assert.Equal(columns, records[0]);
        Assert.Equal(rows.Count, table.Rows);
        Assert.NotEmpty(rows);
        Assert.Equal(Lines(rows), Lines(records.Skip(1).Select(record => record.Select(CsvText.Undo).ToArray())));
    }

    private static IEnumerable<string> Lines(IEnumerable<string?[]> rows) => rows.Select(row => string.Join('\u0001', row.Select(cell => cell ?? "\u0002"))).Order(StringComparer.Ordinal);
}
