using System.Text;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Planning;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>An import has on record what it was asked for, and no more than that.</summary>
public sealed class What_an_import_was_asked_for
{
    [Fact]
    public void Is_on_record_beside_what_the_stages_after_it_will_be_given()
    {
        using var run = new TestRun(Encoding.UTF8.GetBytes("Id;B\n1;a\n"));
        run.Options = run.Options with
        {
            Contract = new AxoniusContract("Id", [new AxoniusColumn("B", "Business")]),
            Delimiter = ';',
            Encoding = Encoding.Latin1,
            KeepInvisible = true,
            TreatAsEmpty = ["n/a", "-"],
            AllowRejected = true,
            Later = [("batchSize", 7)],
        };
        run.Import();

        Assert.Equal(
            $$"""{"path":{{Json(run.ExportPath)}},"delimiter":";","encoding":"iso-8859-1","keepInvisible":true,"treatAsEmpty":["n/a","-"],"allowRejected":true,"assetIdColumn":"Id","batchSize":7}""",
            run.Cell("SELECT options FROM run"));
    }

    [Fact]
    public void Is_the_export_and_how_its_cells_are_told_apart_where_nothing_else_was_said()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "a"));

        Assert.Equal(
            $$"""{"path":{{Json(run.ExportPath)}},"delimiter":",","assetIdColumn":"Qualys Scans: Qualys ID"}""", run.Cell("SELECT options FROM run"));
    }

    [Fact]
    public void Is_what_is_usual_unless_told_otherwise()
    {
        var options = new AxoniusImportOptions { Path = "export.csv" };

        Assert.Equal((3_000_000, "", null), (options.MostSets, options.Caller.Command, options.DatabasePath));
        Assert.Equal((false, false, false, false), (options.KeepInvisible, options.AllowRejected, options.Replace, options.SharedRead));
        Assert.Empty(options.Later);
    }

    private static string Json(string path) => System.Text.Json.JsonSerializer.Serialize(path);
}
