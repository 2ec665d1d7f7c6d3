using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>What goes down a pipeline names itself in a few words: what it is, how large, and what it sets.</summary>
public sealed class Objects_of_a_plan_in_words
{
    [Fact]
    public void Of_a_run_that_sends_everything_they_have_no_function()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1500000001\n1500000002", "Retail", "South").Row("1500000003"));
        using AxoniusImport again = AxoniusImport.Start(run.Options with { DatabasePath = run.Folder.File("other.db") }, null, TestContext.Current.CancellationToken);
        Assert.True(again.Read());
        IReadOnlyList<QualysAttributePayload> payloads = run.MakePayloads();

        Assert.Equal("asset 1500000001 in line 2: Business=Retail; Division=South", again.Current.ToString());
        Assert.Equal(["asset 1500000001: Business=Retail; Division=South", "asset 1500000003: no values"], ((int[])[0, 2]).Select(i => $"{payloads[i]}"));
        Assert.Equal(["group 1, 2 assets: Business=Retail; Division=South"], run.Group().Select(group => $"{group}"));
        Assert.Equal(["group 1 batch 1"], run.Split().Select(batch => $"{batch}"));
    }

    [Fact]
    public void Of_a_plan_that_was_made_by_comparison_they_say_their_function()
    {
        using KnownSubscription known = new();
        known.Write(KnownSubscription.Read, ["Business=Cards"], isConfirmed: true, 1);
        known.Compare("1,Loans,,", "2,Loans,,");
        known.MakeBatches();
        using (RunDatabase database = RunDatabase.OpenForReading(known.RunPath))
        {
            Assert.Equal(
                ["group 1, 1 asset: Add Business=Loans", "group 2, 1 asset: Update Business=Loans"], QualysPayloadGroup.ReadAll(database).Select(group => $"{group}"));
        }

        using PayloadStage stage = PayloadStage.Start(known.RunPath, "test");
        Assert.Equal(["asset 2: Add Business=Loans", "asset 1: Update Business=Loans"], stage.ReadAll().Select(payload => $"{payload}"));
    }

    [Fact]
    public void In_a_row_among_others_of_one_function_they_are_their_values_alone_else_what_is_done_under_which_key()
    {
        using var run = new TestRun(new ExportBuilder().Row("1500000001", "Retail", "", "Gold").Row("1500000002"));
        IReadOnlyList<AxoniusRecord> records = run.Import();

        Assert.Equal(["Retail; Gold", ""], records.Select(record => AttributeWords.InRow(null, record.Attributes)));
        Assert.Equal(
            ["Update Business=Retail; Product_Group=Gold", "Remove no values"],
            [AttributeWords.InRow(QualysFunction.Update, records[0].Attributes), AttributeWords.InRow(QualysFunction.Remove, records[1].Attributes)]);
    }
}
