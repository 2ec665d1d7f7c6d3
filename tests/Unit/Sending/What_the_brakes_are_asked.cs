using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Unit.Planning;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>Of which part of a plan brakes are asked, and of which not again: what was let go stays so, and what comes beside it does not.</summary>
public sealed class What_the_brakes_are_asked
{
    private const string Nothing = "nothing";
    private const string Whole = "the whole";

    [Theory]
    // What was let go before and what was chosen then, whether the choice is a new one, and what is chosen now.
    [InlineData(null, "", false, "1.1 2.1 3.1", Whole)]
    [InlineData(null, "", true, "1.1 2.1 3.1", Whole)]
    [InlineData(null, "1.1", true, "2.1", "1.1 2.1")]
    [InlineData(null, "1.1 2.1", false, "1.1 2.1", "1.1 2.1")]
    [InlineData("unbraked", "1.1 2.1", false, "1.1 2.1", Nothing)]
    [InlineData("released", "1.1 2.1", true, "1.1 2.1", Nothing)]
    [InlineData("released", "1.1 2.1", true, "2.1", Nothing)]
    [InlineData("released", "1.1 2.1", true, "2.1 3.1", Whole)]
    [InlineData("unbraked", "1.1", true, "1.1 2.1", "1.1 2.1")]
    [InlineData("unbraked", "1.1", false, "1.1 2.1", Nothing)]
    public void Is_what_was_not_let_go_before_with_all_that_is_on_record(string? letGo, string before, bool isNew, string now, string expected)
    {
        using KnownSubscription known = Plan();
        using RunDatabase database = RunDatabase.Open(known.RunPath);
        StageRun last = StageRun.Begin(database, ConnectorStage.Update, "test", StageOptions.Describe((RunTable.DryRunOption, false), ("letGo", letGo)));
        last.TakesDatabase();
        last.EndEarly();
        Enter(database, before);
        BrakeCheck check = Check(database, new SendOptions { Choice = new BatchChoice { All = isNew } });
        check.Begin();
        Enter(database, now);

        Assert.Equal(expected, Asked(find => check.Find(Keys(now), isLook: false, find)));
    }

    [Fact]
    public void Is_what_would_be_on_record_where_it_is_only_looked_at()
    {
        using KnownSubscription known = Plan();
        using RunDatabase database = RunDatabase.Open(known.RunPath);
        Enter(database, "1.1");
        BrakeCheck check = Check(database, new SendOptions());

        Assert.Equal("1.1 3.1", Asked(find => check.Find(Keys("3.1"), isLook: true, find)));
        Assert.Equal("1.1", Asked(find => check.Find(Keys("3.1"), isLook: false, find)));
        Assert.Equal(Whole, Asked(find => check.Find(Keys("2.1 3.1"), isLook: true, find)));
    }

    [Theory]
    [InlineData("Payload")]
    [InlineData("Group")]
    [InlineData("Split")]
    public void Is_no_whole_where_a_command_may_have_left_something_out(string stage)
    {
        using KnownSubscription known = Plan();
        using RunDatabase database = RunDatabase.Open(known.RunPath);
        Enter(database, "1.1 2.1 3.1");
        BrakeCheck check = Check(database, new SendOptions());
        Assert.Equal(Whole, Asked(check.FindOfPipeline));

        database.Execute($"UPDATE run SET input = 'Pipeline' WHERE stage = '{stage}'");

        Assert.Equal("1.1 2.1 3.1", Asked(find => check.Find(Keys("1.1 2.1 3.1"), isLook: false, find)));
        Assert.Equal("1.0 2.0 3.0", Asked(check.FindOfPipeline));
    }

    [Fact]
    public void Is_nothing_where_somebody_releases_it_or_everything_is_sent()
    {
        using KnownSubscription known = Plan();
        using TestRun everything = TestRun.Whole(new ExportBuilder().Row("1", "a"));
        using RunDatabase database = RunDatabase.Open(known.RunPath);
        using RunDatabase other = RunDatabase.Open(everything.DatabasePath);
        BrakeCheck[] checks = [Check(database, new SendOptions { AllowMassChange = true }), Check(other, new SendOptions())];

        Each.Holds(checks, check => Assert.Equal(Nothing, Asked(check.FindOfPipeline)));
        Each.Holds(checks, check => Assert.Equal(Nothing, Asked(find => check.Find(Keys("1.1"), isLook: true, find))));
    }

    [Theory]
    [InlineData(false, "unbraked")]
    [InlineData(true, "released")]
    public void Is_on_record_as_let_go_by_whom(bool isReleased, string expected)
    {
        using KnownSubscription known = Plan();
        using RunDatabase database = RunDatabase.Open(known.RunPath);

        Check(database, new SendOptions { AllowMassChange = isReleased }).LetGo();

        Assert.Equal(expected, StageOptions.Find<string>(database.Runs.FindCurrent(ConnectorStage.Update)!.Value.Options, "letGo"));
    }

    // Three assets, each of a group and a batch of its own.
    private static KnownSubscription Plan()
    {
        KnownSubscription known = new();
        known.Compare("1,Cards,,", "2,Loans,,", "3,Bonds,,");
        known.MakeBatches();
        return known;
    }

    private static BrakeCheck Check(RunDatabase database, SendOptions options)
    {
        StageRun run = StageRun.Begin(database, ConnectorStage.Update, "test", StageOptions.Describe((RunTable.DryRunOption, false)));
        run.TakesDatabase();
        return new BrakeCheck(database, run, options);
    }

    private static BatchKey[] Keys(string batches) =>
        [.. batches.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(batch => new BatchKey(batch[0] - '0', batch[2] - '0'))];

    private static void Enter(RunDatabase database, string batches)
    {
        foreach (BatchKey key in Keys(batches))
        {
            database.Choices.Enter(key.GroupNumber, key.BatchNumber, QualysFunction.Update);
        }
    }

    // What is asked of them, and that their answer is given on.
    private static string Asked(Func<Func<IEnumerable<BatchRow>?, IReadOnlyList<string>>, IReadOnlyList<string>> ask)
    {
        string asked = Nothing;
        IReadOnlyList<string> found = ask(part =>
        {
            asked = part is null ? Whole : string.Join(' ', part.Select(batch => $"{batch.GroupNumber}.{batch.BatchNumber}"));
            return ["held"];
        });
        Assert.Equal(asked == Nothing ? [] : ["held"], found);
        return asked;
    }
}
