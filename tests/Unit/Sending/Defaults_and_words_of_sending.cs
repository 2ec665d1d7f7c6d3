using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Answers;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using Xunit;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>What holds where nobody says otherwise, and what is said of a batch that failed.</summary>
public sealed class Defaults_and_words_of_sending
{
    private static readonly QualysCall Call = new()
    {
        What = "", Address = new Uri("https://api.example.org/"), Attempt = 2, SentAt = default, GroupNumber = 1, BatchNumber = 1, Assets = 3, Function = QualysFunction.Add,
    };

    [Fact]
    public void Of_calls()
    {
        var options = new QualysClientOptions();

        Assert.Equal((10, 2, 30, 300, 5400, 120), (options.MaxAttempts, options.ThrottleLimit, (int)options.RetryMinimum.TotalSeconds,
            (int)options.RetryMaximum.TotalSeconds, (int)options.MaximumWait.TotalSeconds, (int)options.Timeout.TotalSeconds));
        Assert.Equal([30, 60, 90, 300, 300], ((int[])[1, 2, 3, 10, 11]).Select(attempt => (int)options.BackOff(attempt).TotalSeconds));
        Assert.Equal(30, (options with { MaxAttempts = 1 }).BackOff(9).TotalSeconds);
        Assert.Equal(15, (options with { RetryMinimum = TimeSpan.FromSeconds(10), RetryMaximum = TimeSpan.FromSeconds(15), MaxAttempts = 2 }).BackOff(2).TotalSeconds);
    }

    [Theory]
    [InlineData(null, null, 30, 300)]
    [InlineData(40, null, 40, 300)]
    [InlineData(400, null, 400, 400)]
    [InlineData(null, 40, 30, 40)]
    [InlineData(null, 20, 20, 20)]
    [InlineData(7, 7, 7, 7)]
    public void Of_waits_of_which_one_is_said(int? minimum, int? maximum, int first, int last)
    {
        QualysClientOptions options = new QualysClientOptions().WithWaits(Seconds(minimum), Seconds(maximum));

        Assert.Equal((first, last), ((int)options.RetryMinimum.TotalSeconds, (int)options.RetryMaximum.TotalSeconds));

        static TimeSpan? Seconds(int? seconds) => seconds is { } known ? TimeSpan.FromSeconds(known) : null;
    }

    [Fact]
    public void Waits_that_are_crossed_are_refused() => Assert.Equal(
        "WaitsCrossed", Assert.Throws<QualysConfigurationException>(() => new QualysClientOptions().WithWaits(TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(7))).ErrorId);

    [Fact]
    public void Of_a_batch_that_failed() => Words.AssertAre(
        """
        no answer, attempt 2
        no answer, attempt 2: broken
        HTTP 500, attempt 2
        HTTP 200 INVALID_REQUEST, attempt 2: no such asset; broken
        """,
        [
            UpdateJudgement.DescribeFailure(Call),
            UpdateJudgement.DescribeFailure(Call with { Error = "broken" }),
            UpdateJudgement.DescribeFailure(Call with { Status = 500 }),
            UpdateJudgement.DescribeFailure(Call with { Status = 200, Code = "INVALID_REQUEST", Told = "no such asset.", Error = "broken" }),
        ]);

    [Theory]
    [InlineData(null, "no list", 0, "Succeeded  ")]
    [InlineData(3, "no list", 0, "Succeeded 3 ")]
    [InlineData(4, "no list", 0, "Succeeded 4 ")]
    [InlineData(2, "no list", 0, "Partial 2 1,2,3")]
    [InlineData(null, "1,2,3", 3, "Succeeded 3 ")]
    [InlineData(null, "1,3", 2, "Partial 2 2")]
    [InlineData(3, "1,3", 2, "Succeeded 3 ")]
    [InlineData(3, "", 0, "Partial 0 1,2,3")]
    [InlineData(3, "1,9", 2, "Partial 1 2,3")]
    [InlineData(null, "", 0, "Partial 0 1,2,3")]
    public void Of_what_Qualys_confirms(int? count, string ids, int entries, string expected)
    {
        var batch = new QualysBatch(1, 1, new AttributeSet(1, ["Owner"], ["Ann"], "run"), new ulong[] { 1, 2, 3 }, "run.db", 1);
        QualysCall call = Call with
        {
            Status = 200,
            Meaning = AnswerMeaning.Done,
            Code = "SUCCESS",
            Answer = new QualysAnswer
            {
                ResponseCode = "SUCCESS",
                Count = count,
                AssetIds = ids == "no list" ? null : [.. ids.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(ulong.Parse)],
                Entries = entries,
            },
        };

        QualysUpdateResult result = UpdateJudgement.Of(batch, QualysFunction.Remove, call);

        Assert.Equal(expected, $"{result.Outcome} {result.ConfirmedCount} {string.Join(',', result.NotConfirmedAssetIds)}");
        Assert.Equal((200, "SUCCESS", QualysFunction.Remove), (result.Status, result.ResponseCode, result.Function));
        Assert.Equal(
            result.Outcome == UpdateOutcome.Partial
                ? $"Qualys confirms {result.ConfirmedCount} of 3 assets; the others are unknown to it or not visible to the account" : null,
            result.Error);
    }

    [Fact]
    public void Of_groups_that_are_still_to_be_sent()
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1\n2\n3", "a").Row("4", "b").Row("5\n6", "c"), batchSize: 2);
        using DryRunStage stage = DryRunStage.Start(run.DatabasePath, new SendOptions { Function = QualysFunction.Add });
        stage.EnterAndCountAll(TestContext.Current.CancellationToken);

        (IReadOnlyList<PendingGroup> first, long total) = stage.ReadPending(2);

        Assert.Equal(3, total);
        Assert.Equal(["1 3 2 a", "2 1 1 b"], first.Select(group => $"{group.GroupNumber} {group.Assets} {group.Batches} {group.Attributes[0].Value}"));
    }

    [Fact]
    public async Task Of_groups_that_are_only_looked_at()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        await run.SendAsync(new BatchChoice { GroupNumbers = [2] });
        using DryRunStage stage = DryRunStage.Start(run.Path, new SendOptions { Choice = new BatchChoice { All = true } });
        Assert.True(stage.IsOnlyLooked);
        stage.EnterAndCountAll(TestContext.Current.CancellationToken);

        (IReadOnlyList<PendingGroup> first, long total) = stage.ReadPending(1);

        Assert.Equal(2, total);
        Assert.Equal(["1 3 2 a"], first.Select(group => $"{group.GroupNumber} {group.Assets} {group.Batches} {group.Attributes[0].Value}"));
        Assert.Equal(["1", "3"], stage.ReadPending(9).First.Select(group => $"{group.GroupNumber}"));
        Assert.Equal(5, stage.Counts.Batches);
    }

    [Fact]
    public void Of_whoever_asks()
    {
        var options = new SendOptions();

        Assert.Equal("", options.Caller.Command);
        Assert.Null(options.Choice.Describe());
        Assert.Equal((null, false, false, null), (options.Function, options.Resend, options.AsksForEach, options.PlanDigest));
    }

    [Fact]
    public void Of_failures_that_end_a_run()
    {
        var batch = new QualysBatch(1, 1, new AttributeSet(1, ["Owner"], ["Ann"], "run"), new ulong[] { 1 }, "run.db", 1);
        var target = new UpdateTarget(QualysAddress.Parse("api.example.org"), QualysUpdateAuthentication.Basic);
        var last = new QualysUpdateResult(batch, QualysFunction.Add, UpdateOutcome.Failed);
        var error = new TooManyFailuresException("5 batches failed", new QualysUpdateResult(last) { Error = "HTTP 500." }, target);

        Assert.Equal(("run.db", target, target.Api), (error.DatabasePath, error.Updates, error.Target));
        const string Rest = "The run was ended. What was not sent, and what failed, is on record in 'run.db'. Find out what is wrong before you go on.";
        Words.AssertAre(
            $"""
            TooManyFailures: 5 batches failed, the last one with: HTTP 500. {Rest}
            TooManyFailures: 5 batches failed, the last one with: no reason. {Rest}
            """,
            error,
            new TooManyFailuresException("5 batches failed", last, target));
    }
}
