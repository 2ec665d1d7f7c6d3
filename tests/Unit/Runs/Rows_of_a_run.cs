using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Unit.Sending;
using QualysSandbox.Faults;

namespace QualysCustomAttributes.Unit.Runs;

/// <summary>What a run did not use is read back row by row, as it was written and in its order, and the file is left as it was.</summary>
public sealed class Rows_of_a_run
{
    private const ulong Largest = 9_999_999_999_999_999_999;

    private static ExportBuilder Export => new ExportBuilder()
        .Row("1", "a").Row("1", "b").Row($"{Largest}", "a").Row("x\n2", "b").Row("", "c").Row($"{Largest}", "a").Row("5").Row("3", "c");

    [Fact]
    public void Rejected_rows_come_in_the_order_in_which_they_were_rejected()
    {
        using TestRun run = TestRun.Whole(Export);

        Assert.Equal(
            ["5|x|InvalidAssetId|Import", "7||NoAssetId|Import", "9|5|NoValues|Group"],
            QualysRejectedRow.Read(run.DatabasePath).Select(row => $"{row.Line}|{row.AssetId}|{row.Reason}|{row.Stage}"));
        Assert.Equal([7L], QualysRejectedRow.Read(run.DatabasePath, RejectionReason.NoAssetId).Select(row => row.Line));
        Assert.Equal(
            [5L, 7L], QualysRejectedRow.Read(run.DatabasePath, RejectionReason.NoAssetId, RejectionReason.InvalidAssetId).Select(row => row.Line));
        Assert.Empty(QualysRejectedRow.Read(run.DatabasePath, RejectionReason.TooLong));
    }

    [Fact]
    public void Duplicates_say_of_each_row_whether_it_counts_and_what_it_holds()
    {
        using TestRun run = TestRun.Whole(Export);

        Assert.Equal(
            ["1|2|False|True|Business=a", "1|3|False|True|Business=b", $"{Largest}|4|True|False|Business=a", $"{Largest}|8|False|False|Business=a"],
            QualysDuplicate.Read(run.DatabasePath)
                .Select(row => $"{row.AssetId}|{row.Line}|{row.IsKept}|{row.IsConflicting}|{row.Attributes}"));
        Assert.Equal([4L, 8L], QualysDuplicate.Read(run.DatabasePath, Largest, 3).Select(row => row.Line));
        Assert.Equal([2L, 3L], QualysDuplicate.Read(run.DatabasePath, 1).Select(row => row.Line));
        Assert.Empty(QualysDuplicate.Read(run.DatabasePath, 2));
    }

    [Fact]
    public async Task Calls_tell_what_was_asked_what_came_back_and_what_was_waited_for()
    {
        await using UpdateScenario run = await UpdateScenario.StartAsync();
        run.Sandbox.Faults.Add(Fault.ServiceUnavailable(), null, Fault.Refused());
        await run.SendAsync(UpdateScenario.Quick with { ThrottleLimit = 1 });

        QualysApiCall[] calls = [.. QualysApiCall.Read(run.DatabasePath)];

        Assert.Equal(
            ["1 1.1 1 Add 2 503  BackOff", "2 1.1 2 Add 2 200 SUCCESS ", "3 2.1 1 Add 2 200 INVALID_REQUEST ", "4 3.1 1 Add 2 200 SUCCESS "],
            calls.Select(call => $"{call.CallNumber} {call.GroupNumber}.{call.BatchNumber} {call.Attempt} {call.Function} {call.AssetCount} "
                + $"{call.Status} {call.ResponseCode} {call.WaitCause}"));
        Assert.Equal([null, 2, null, 2], calls.Select(call => call.ConfirmedCount));
        Assert.True(calls[0].Wait > TimeSpan.Zero && calls[1].Wait is null);
        Assert.True(calls[0].AnsweredAt >= calls[0].SentAt && calls[0].Elapsed >= TimeSpan.Zero);
        Assert.Equal(run.Query("SELECT error FROM api_calls WHERE call_id = 3"), [calls[2].Error ?? "none"]);
        Assert.StartsWith($"{run.Sandbox.Address}", calls[0].Address, StringComparison.Ordinal);
        Assert.Equal([3L], QualysApiCall.Read(run.DatabasePath, 2).Select(call => call.CallNumber));
        Assert.Equal("call 2, group 1 batch 1, attempt 2: 200 SUCCESS", $"{calls[1]}");
    }

    [Fact]
    public void However_many_there_are_each_comes_once()
    {
        const int rows = 4_321;
        var export = new ExportBuilder();
        for (int i = 1; i <= rows; i++)
        {
            export.Row($"no id {i}", "a");
        }

        using TestRun run = TestRun.Imported(export.Row("1", "a"), allowRejected: true);

        Assert.Equal(Enumerable.Range(1, rows).Select(i => $"no id {i}"), QualysRejectedRow.Read(run.DatabasePath).Select(row => row.AssetId));
    }

    [Fact]
    public void A_reader_that_stops_early_holds_nothing_open()
    {
        using TestRun run = TestRun.Whole(Export);
        byte[] before = File.ReadAllBytes(run.DatabasePath);

        Assert.Equal(5, QualysRejectedRow.Read(run.DatabasePath).First().Line);

        File.Delete(run.DatabasePath);
        File.WriteAllBytes(run.DatabasePath, before);
        Assert.Equal(["export.csv", "run.db"], Directory.GetFiles(Path.GetDirectoryName(run.DatabasePath)!).Select(Path.GetFileName).Order());
    }
}
