using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>The very batch at which a run ends, and what is said of it. A batch is a letter: a, b and c fail, each for its cause; a dot succeeds.</summary>
public sealed class When_failures_end_a_run
{
    private static readonly QualysBatch Batch = new(1, 1, new AttributeSet(1, ["Owner"], ["Ann"], "run"), new ulong[] { 1 }, "run.db", 1);

    [Theory]
    [InlineData(5, "aaaaa", "5 batches failed one after the other for the same cause")]
    [InlineData(5, "aaaa.aaaaa", "5 batches failed one after the other for the same cause")]
    [InlineData(5, "aaaabaaaaa", "5 batches failed one after the other for the same cause")]
    [InlineData(5, "aaaaccccc", "5 batches failed one after the other for the same cause")]
    [InlineData(1, "a", "1 batch failed")]
    [InlineData(5, "aa...aa...aa......aa", "8 of 20 batches failed for the same cause")]
    [InlineData(2, "a.a....a", "")]
    [InlineData(2, "a.a.a...", "")]
    [InlineData(2, "a.a..a.a", "4 of 8 batches failed for the same cause")]
    [InlineData(5, "aa...aa...aa.......a", "")]
    [InlineData(5, "aa...aa...aa.......aa", "")]
    [InlineData(5, "aaaa.aaaa", "")]
    [InlineData(5, "aaaabaaaa", "")]
    public void In_a_row_or_as_a_share_for_one_cause(int limit, string batches, string why)
    {
        var breaker = new FailureBreaker(limit);

        string?[] said = [.. batches.Select(batch => breaker.Note(Of(batch)))];

        Assert.DoesNotContain(said[..^1], each => each is not null);
        Assert.Equal(why, said[^1] ?? "");
    }

    private static QualysUpdateResult Of(char batch) => batch == '.'
        ? new QualysUpdateResult(Batch, QualysFunction.Add, UpdateOutcome.Succeeded)
        : new QualysUpdateResult(Batch, QualysFunction.Add, UpdateOutcome.Failed) { Status = batch == 'c' ? 500 : 200, ResponseCode = $"{batch}" };
}
