using System.Text;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>A file that ends in the middle of its last record was cut on its way: the record is rejected, and the file is called cut.</summary>
public sealed class An_export_that_was_cut
{
    private const string Whole = "1500000001,Cards,,,,,,,,,Gold";
    private static readonly AxoniusContract IdsLast = new("Id", [new("Name", "Name"), new("Tier", "Tier")]);

    [Theory]
    [InlineData("1500000002,Ca")]
    [InlineData("1500000002")]
    [InlineData("15000")]
    [InlineData("1500000002,Cards,,,,,,,,")]
    [InlineData("1500000002,\"Car")]
    [InlineData("\"1500000002\n15000")]
    [InlineData("1500000002,Cards,,,,,,,,,\"Go")]
    [InlineData("1500000002,Cards,,,,,,,,,Go")]
    [InlineData("1500000002,Cards,,,,,,,,,")]
    public void A_last_record_that_is_not_whole_is_rejected(string end)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Line(Whole).Line(Whole.Replace("01,", "03,", StringComparison.Ordinal)).Line(end).NoNewLineAtTheEnd(), allowRejected: true);

        Assert.Equal(["1500000001", "1500000003"], run.Column("SELECT qualys_id FROM axonious_data"));
        Assert.Contains("CutShort", string.Concat(run.Rejections()), StringComparison.Ordinal);
        string warning = Assert.Single(run.Warnings, each => each.Contains("The export was cut", StringComparison.Ordinal));
        Assert.Contains("at line ", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1500000002,Cards,,,,,,,,,Gold")]
    [InlineData("1500000002,Cards,,,,,,,,,Silver")]
    [InlineData("1500000002,Cards,,,,,,,,,\"Gold\"")]
    [InlineData("1500000002,Cards,,,,,,,,,Gold,")]
    public void A_whole_last_record_without_line_break_is_fine(string end)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Line(Whole).Line(end).NoNewLineAtTheEnd());

        Assert.Equal(["1500000001", "1500000002"], run.Column("SELECT qualys_id FROM axonious_data"));
        Assert.Empty(run.Warnings);
        Assert.Empty(run.Rejections());
    }

    [Theory]
    [InlineData("1500000002,Cards", true)]
    [InlineData("1500000002,Cards,,,,,,,,,Go", false)]
    [InlineData("1500000002,Cards,,,,,,,,,", false)]
    public void A_record_with_its_line_break_is_whole_whatever_it_has(string end, bool isShort)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Line(Whole).Line(end));

        Assert.Equal(2, run.Column("SELECT qualys_id FROM axonious_data").Length);
        string[] told = isShort ? ["1 row has fewer cells than the header"] : [];
        Assert.Equal(told, run.Warnings.Select(warning => warning.Split(',')[0]));
    }

    [Theory]
    [InlineData("Cards,Gold,150000", true)]
    [InlineData("Cards,Gold,1500000002", false)]
    [InlineData("Cards,Gold,15000000020", false)]
    public void An_id_that_is_shorter_than_any_other_at_the_end_of_the_file_is_cut(string end, bool isCut)
    {
        using TestRun run = TestRun.Imported(
            new ExportBuilder(IdsLast).Header("Name,Tier,Id").Line("Cards,Gold,1500000001").Line("Cards,Gold,1500000003").Line(end).NoNewLineAtTheEnd(), IdsLast);

        Assert.Equal(isCut ? ["4 CutShort"] : [], run.Rejections());
    }

    [Fact]
    public void A_last_cell_without_the_quotes_that_every_other_has_is_cut()
    {
        const string Quoted = "\"1500000001\",\"Cards\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"Gold\"";
        using TestRun run = TestRun.Imported(new ExportBuilder()
            .Line(Quoted).Line(Quoted.Replace("Gold", "", StringComparison.Ordinal)).Line(Quoted[..^"\"Gold\"".Length]).NoNewLineAtTheEnd());

        Assert.Equal(["4 CutShort"], run.Rejections());
    }

    [Theory]
    [InlineData("utf-8", 1)]
    [InlineData("utf-16", 1)]
    [InlineData("utf-16", 3)]
    public void A_file_that_ends_within_a_character_is_cut(string encoding, int missing)
    {
        byte[] whole = new ExportBuilder().Encoding(Encoding.GetEncoding(encoding)).Line(Whole).Line("1500000002,Cards,,,,,,,,,Süd 🏦").NoNewLineAtTheEnd().ToBytes();
        using var run = new TestRun(whole[..^missing]);

        run.Import();

        Assert.Equal(["3 CutShort"], run.Rejections());
    }

    [Fact]
    public void A_file_may_be_cut_anywhere_and_no_part_of_a_record_is_used()
    {
        ExportBuilder export = new ExportBuilder().Line(Whole).Line(Whole.Replace("Gold", "Silver", StringComparison.Ordinal));
        int start = export.ToBytes().Length;
        string[] names = ["Retail \"Banking\"", "two\nlines, Süd"];
        for (int i = 0; i < 2; i++)
        {
            export = export.Row($"{1_500_000_100 + i}\n{1_500_000_200 + i}", names[i], "", "", "", "", "", "", "", "", i == 0 ? "Gold" : "Silver");
        }

        byte[] whole = export.ToBytes();
        string[] all;
        using (var run = new TestRun(whole))
        {
            run.Import();
            all = run.Column("SELECT qualys_id || Business || SLA FROM axonious_data");
        }

        for (int length = start; length < whole.Length; length++)
        {
            using var run = new TestRun(whole[..length]);
            run.Options = run.Options with { AllowRejected = true };
            run.Import();
            Assert.Equal(all[..(int)long.Parse(run.Cell("SELECT count(*) FROM axonious_data")!, null)], run.Column("SELECT qualys_id || Business || SLA FROM axonious_data"));
        }
    }

    [Fact]
    public void A_gzip_file_that_was_cut_is_called_cut()
    {
        ExportBuilder export = new();
        for (int i = 0; i < 5_000; i++)
        {
            export = export.Row($"{1_500_000_000 + i}", $"name {i * 7919 % 1000}");
        }

        byte[] packed = Encodings_of_an_export.Gzip(export.ToBytes());
        foreach (int missing in (int[])[1, 4, 8, 9, 100, packed.Length / 2])
        {
            using var run = new TestRun(packed[..^missing]);
            run.Import();
            Assert.Contains(run.Warnings, warning => warning.Contains("The export was cut", StringComparison.Ordinal));
        }

        using var whole = new TestRun(packed);
        Assert.Equal(5_000, whole.Import().Count);
        Assert.DoesNotContain(whole.Warnings, warning => warning.Contains("cut", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("shorter")]
    [InlineData("longer")]
    [InlineData("rewritten")]
    public void A_file_that_changes_while_it_is_read_is_refused(string how)
    {
        using TestRun run = Long();
        AxoniusExportException exception = Assert.Throws<AxoniusExportException>(() => ReadAnd(run, () =>
        {
            using FileStream file = new(run.ExportPath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            switch (how)
            {
                case "shorter":
                    file.SetLength(file.Length / 2);
                    break;
                case "longer":
                    file.Position = file.Length;
                    file.Write("1,more,,,,,,,,,\n"u8);
                    break;
                default:
                    file.Position = file.Length - 5;
                    file.Write("x"u8);
                    break;
            }

            file.Flush();
            File.SetLastWriteTimeUtc(run.ExportPath, DateTime.UtcNow.AddSeconds(2));
        }));

        Assert.Equal("ExportChanged", exception.ErrorId);
        Assert.Equal("failed", run.Cell("SELECT outcome FROM run"));
    }

    [Fact]
    public void Another_file_under_the_exports_name_is_noticed()
    {
        using TestRun run = Long();

        ReadAnd(run, () =>
        {
            string other = run.Folder.Write("other.csv", new ExportBuilder().Row("1", "a").ToBytes());

            // In two steps: Windows replaces no file that is open.
            File.Move(run.ExportPath, run.ExportPath + ".before");
            File.Move(other, run.ExportPath);
        });

        Assert.Contains("Another file took the name", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Equal("20000", run.Cell("SELECT count(*) FROM axonious_data"));
    }

    private static TestRun Long() => new(
        Enumerable.Range(1_500_000_000, 20_000).Aggregate(new ExportBuilder(), (export, id) => export.Row($"{id}", "a text of some length that fills the file")));

    private static void ReadAnd(TestRun run, Action act)
    {
        using var import = run.StartImport();
        Assert.True(import.Read());
        act();
        while (import.Read())
        {
        }
    }
}
