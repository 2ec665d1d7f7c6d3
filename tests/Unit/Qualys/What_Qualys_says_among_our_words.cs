using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Answers;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>A text of the platform stands as a sentence among ours, and no full stop follows the mark that ends it.</summary>
public sealed class What_Qualys_says_among_our_words
{
    private static readonly QualysAddress Api = QualysAddress.Parse("api.example.org");

    [Theory]
    [InlineData("Too many calls", "Too many calls.")]
    [InlineData("Too many calls.", "Too many calls.")]
    [InlineData("Too many calls. \n", "Too many calls.")]
    [InlineData("Too many calls...", "Too many calls.")]
    [InlineData("Account is LOCKED!", "Account is LOCKED!")]
    [InlineData("Account is LOCKED!.", "Account is LOCKED!")]
    [InlineData("Who are you?", "Who are you?")]
    [InlineData("Please wait…", "Please wait…")]
    [InlineData("アカウントはロックされています。", "アカウントはロックされています。")]
    [InlineData("锁定！", "锁定！")]
    [InlineData("谁？", "谁？")]
    [InlineData("(locked!)", "(locked!).")]
    [InlineData("", ".")]
    public void It_ends_with_one_mark(string text, string sentence) => Assert.Equal(sentence, Sentence.Of(text));

    [Fact]
    public void Wherever_it_is_told()
    {
        QualysCall call = new()
        {
            What = "add group 1 batch 2", Address = new Uri("https://api.example.org/"), Attempt = 1, SentAt = default, GroupNumber = 1, BatchNumber = 2,
            Assets = 3, Function = QualysFunction.Add, Status = 200, Told = "LOCKED!", Error = "LOCKED!",
        };
        var batch = new QualysBatch(1, 1, new AttributeSet(1, ["Owner"], ["Ann"], "run"), new ulong[] { 1 }, "run.db", 1);
        var failed = new QualysUpdateResult(batch, QualysFunction.Add, UpdateOutcome.Failed) { Error = "LOCKED!" };
        string[] told =
        [
            Refusal(Api, call with { Status = 401 }, new RefusedAccount(QualysAccountKind.User)),
            QualysConnectionException.NoUsableAnswer(call).Message,
            QualysConnectionException.NotSignedIn(call).Message,
            QualysConnectionException.Refused(call).Message,
            new TooManyFailuresException("5 batches failed", failed, new UpdateTarget(Api, QualysUpdateAuthentication.Basic)).Message,
            new QualysAnswer { ErrorMessage = "LOCKED!", ErrorResolution = "Call us." }.Error!,
        ];

        Each.Holds(told, text =>
        {
            Assert.Contains("LOCKED! ", text, StringComparison.Ordinal);
            Assert.DoesNotContain("!.", text, StringComparison.Ordinal);
        });
    }

    private static string Refusal(QualysAddress address, QualysExchange call, RefusedAccount account) =>
        RefusalText.Of(address, call, account) is var (what, usualCauses) ? $"{what} {usualCauses}" : "";
}
