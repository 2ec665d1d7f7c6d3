using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>Whoever waits for a large export is told how much of the file is read, and what came of it so far.</summary>
public sealed class How_far_an_import_has_come
{
    [Fact]
    public void Is_told_at_its_end_in_bytes_of_the_file_with_what_came_of_it()
    {
        using var run = new TestRun(new ExportBuilder().Row("1\n2", "a").Row("", "b").Row("3", "c"));

        run.Import();

        StageProgress last = run.Events.OfType<StageProgress>().Last();
        long length = new FileInfo(run.ExportPath).Length;
        Assert.Equal((ConnectorStage.Import, length, length, "bytes"), (last.Stage, last.Done, last.Total!.Value, last.Unit));
        Assert.Equal("3 rows, 3 ids, 1 rejected", last.Status);
    }

    [Fact]
    public void Is_told_of_a_check_too()
    {
        using var run = new TestRun(new ExportBuilder().Row("1\n2", "a").Row("", "b").Row("3", "c"));

        ExportCheck.Run(new ExportCheckOptions { Import = run.Options }, run.Listener, TestContext.Current.CancellationToken);

        StageProgress last = run.Events.OfType<StageProgress>().Last();
        long length = new FileInfo(run.ExportPath).Length;
        Assert.Equal((ConnectorStage.Import, length, length, "bytes"), (last.Stage, last.Done, last.Total!.Value, last.Unit));
        Assert.Equal("3 rows, 3 assets", last.Status);
    }

    [Fact]
    public void Is_told_on_the_way_where_it_takes_long()
    {
        using var run = new TestRun(Enumerable.Range(1, 20_000).Aggregate(new ExportBuilder(), (export, i) => export.Row($"{i}", "a")));
        using AxoniusImport import = run.StartImport();
        import.Read();
        Thread.Sleep(300);
        while (import.Current.AssetId < 15_000)
        {
            import.Read();
        }

        Each.Holds(run.Events.OfType<StageProgress>(), progress => Assert.InRange(progress.Fraction!.Value, 0.01, 0.99));
    }
}
