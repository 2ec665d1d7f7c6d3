using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Answers;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>What is known of a batch after each of its calls: that Qualys did it, that it did nothing for sure, or that nobody knows.</summary>
public sealed class What_a_call_leaves_known
{
    // Each call a letter: one that was limited, refused, misconfigured, one that passes, failed, or was done.
    [Theory]
    [InlineData("NotSent", "L", "nothing", "NotSent")]
    [InlineData("NotSent", "R", "nothing", "NotSent")]
    [InlineData("NotSent", "M", "nothing", "NotSent")]
    [InlineData("NotSent", "LLR", "nothing nothing nothing", "NotSent")]
    [InlineData("NotSent", "P", "unknown", "InDoubt")]
    [InlineData("NotSent", "PL", "unknown unknown", "InDoubt")]
    [InlineData("NotSent", "PLR", "unknown unknown unknown", "InDoubt")]
    [InlineData("NotSent", "LP", "nothing unknown", "InDoubt")]
    [InlineData("NotSent", "F", "nothing", "InDoubt")]
    [InlineData("NotSent", "LF", "nothing nothing", "InDoubt")]
    [InlineData("NotSent", "PF", "unknown unknown", "InDoubt")]
    [InlineData("NotSent", "D", "done", "Succeeded")]
    [InlineData("NotSent", "PD", "unknown done", "Succeeded")]
    [InlineData("InDoubt", "L", "unknown", "InDoubt")]
    [InlineData("InDoubt", "R", "unknown", "InDoubt")]
    [InlineData("InDoubt", "F", "unknown", "InDoubt")]
    [InlineData("InDoubt", "D", "done", "Succeeded")]
    [InlineData("Failed", "L", "nothing", "Failed")]
    [InlineData("Partial", "R", "nothing", "Partial")]
    public void Is_told_by_all_that_came_of_them(string before, string calls, string expected, string outcome)
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1\n2", "a"));
        using RunDatabase database = RunDatabase.Open(run.DatabasePath);
        QualysBatch batch = Assert.Single(QualysBatch.Read(database, [new BatchKey(1, 1)]));
        var known = Enum.Parse<UpdateOutcome>(before);
        database.Executions.MarkAs(known, 1, 1);
        var counts = new UpdateCounts();
        List<string> said = [];
        List<ConnectorEvent> events = [];
        var recorder = new CallRecorder(database, new QualysUpdateResult(batch, QualysFunction.Add, known), counts, new Listener(events))
        {
            Conclude = _ => database.Executions.MarkAs(UpdateOutcome.Succeeded, 1, 1),
            Leaving = () => Assert.Equal(UpdateOutcome.InDoubt, database.Executions.Find(1, 1)!.Outcome),
            Settled = (_, isApplied) => said.Add(isApplied switch { true => "done", false => "nothing", null => "unknown" }),
        };

        foreach (char letter in calls)
        {
            recorder.Ended(recorder.WillSend(Call), Call with { Meaning = MeaningOf(letter), Status = 200, Code = $"CODE {letter}" });
        }

        Assert.Equal(expected, string.Join(' ', said));
        Assert.Equal((outcome, calls.Length), (database.Executions.Find(1, 1)!.Outcome.ToString(), database.Executions.Find(1, 1)!.Attempts));
        Assert.Equal((calls.Length, calls.Length), (counts.Calls, events.OfType<CallEnded>().Count()));
        Assert.Equal(
            calls.Select(letter => $"CODE {letter}"), run.Column("SELECT response_code FROM api_calls WHERE answered_at IS NOT NULL ORDER BY call_id"));
    }

    [Theory]
    [InlineData("NotSent")]
    [InlineData("InDoubt")]
    public void Is_what_it_was_where_a_call_was_kept_from_leaving(string before)
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1\n2", "a"));
        using RunDatabase database = RunDatabase.Open(run.DatabasePath);
        QualysBatch batch = Assert.Single(QualysBatch.Read(database, [new BatchKey(1, 1)]));
        var known = Enum.Parse<UpdateOutcome>(before);
        database.Executions.MarkAs(known, 1, 1);
        var counts = new UpdateCounts();
        var recorder = new CallRecorder(database, new QualysUpdateResult(batch, QualysFunction.Add, known), counts, null)
        {
            Conclude = _ => Assert.Fail("Nothing was confirmed."),
            Leaving = () => throw RunDatabaseException.Gone(database.Path, "it was moved"),
        };

        Assert.Equal("DatabaseGone", Assert.Throws<RunDatabaseException>(() => recorder.WillSend(Call)).ErrorId);

        Assert.Equal(known, database.Executions.Find(1, 1)!.Outcome);
        Assert.Equal(0, counts.Calls);
        Assert.Contains("it was moved", run.Cell("SELECT error FROM api_calls"), StringComparison.Ordinal);
    }

    [Fact]
    public void Is_a_failure_that_stands_on_record_until_the_next_call_ends()
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1\n2", "a"));
        using RunDatabase database = RunDatabase.Open(run.DatabasePath);
        QualysBatch batch = Assert.Single(QualysBatch.Read(database, [new BatchKey(1, 1)]));
        var recorder = new CallRecorder(database, new QualysUpdateResult(batch, QualysFunction.Add, UpdateOutcome.NotSent), new UpdateCounts(), null)
        {
            Conclude = _ => { },
        };

        recorder.Ended(recorder.WillSend(Call), Call with { Meaning = AnswerMeaning.Passing, Status = 503, Code = "BUSY", Error = "come back" });

        ExecutionRow row = database.Executions.Find(1, 1)!;
        Assert.Equal((503, "BUSY", "HTTP 503 BUSY, attempt 1: come back"), (row.Status, row.ResponseCode, row.Error));
    }

    private static readonly QualysCall Call = new()
    {
        What = "", Address = new Uri("https://api.example.org/"), Attempt = 1, SentAt = default, GroupNumber = 1, BatchNumber = 1, Assets = 2, Function = QualysFunction.Add,
    };

    private static AnswerMeaning MeaningOf(char letter) => letter switch
    {
        'L' => AnswerMeaning.Limited,
        'R' => AnswerMeaning.Refused,
        'M' => AnswerMeaning.Misconfigured,
        'P' => AnswerMeaning.Passing,
        'F' => AnswerMeaning.Failed,
        _ => AnswerMeaning.Done,
    };

    private sealed class Listener(List<ConnectorEvent> events) : IProgress<ConnectorEvent>
    {
        public void Report(ConnectorEvent value) => events.Add(value);
    }
}
