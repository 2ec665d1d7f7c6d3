using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Tracing;
using QualysCustomAttributes.Unit.Sending;
using QualysCustomAttributes.Unit.Synchronizing;
using QualysCustomAttributes.Unit.Verifying;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Tracing;

/// <summary>Of an asset that was sent the story has every call and answer, what was read back, and who changed it before and since.</summary>
public sealed class What_became_of_an_asset_that_was_sent
{
    [Fact]
    public async Task Is_a_failure_with_its_calls_or_a_part_or_a_confirmation()
    {
        await using UpdateScenario run = await UpdateScenario.StartAsync(rows: [.. UpdateScenario.SixAssets, "7,Dan", "8,Dan"]);
        run.Sandbox.Faults.Add(Fault.ServiceUnavailable(), Fault.Refused("INVALID_REQUEST", "no such key", "none"), Fault.ShortCount(1, true), Fault.ShortCount(1, false));
        await run.SendAsync(UpdateScenario.Quick with { ThrottleLimit = 1 });

        QualysAssetTrace failed = Traced.Asset(1, run.DatabasePath);
        QualysAssetTrace named = Traced.Asset(3, run.DatabasePath);
        QualysAssetTrace missing = Traced.Asset(4, run.DatabasePath);
        QualysAssetTrace nobodyKnows = Traced.Asset(5, run.DatabasePath);
        QualysAssetTrace confirmed = Traced.Asset(8, run.DatabasePath);

        Assert.Equal(QualysAssetOutcome.Failed, failed.Outcome);
        Assert.StartsWith("Its batch failed after 2 calls: ", failed.Summary, StringComparison.Ordinal);
        Assert.Contains("no such key", failed.Summary, StringComparison.Ordinal);
        Assert.Equal(["1 503 ", "2 200 INVALID_REQUEST"], failed.Calls.Select(call => $"{call.Attempt} {call.Status} {call.ResponseCode}"));
        Assert.Contains("group 1 batch 1, attempt 1: 503", Traced.Text(failed), StringComparison.Ordinal);
        string told = string.Join(' ', Traced.Text(failed).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches(@"attempt 1: 503, then a wait of 00:00:\S+ \(BackOff\): [^.]", told);
        Assert.DoesNotMatch(@"\. \(|\.""?,|\.\.", told);
        Assert.Equal((QualysAssetOutcome.Confirmed, "Qualys confirmed its batch."), (named.Outcome, named.Summary));
        Assert.Equal(
            (QualysAssetOutcome.Partial, "Qualys confirmed 1 of the 2 assets of its batch, and this one is not among them."), (missing.Outcome, missing.Summary));
        Assert.Equal(
            (QualysAssetOutcome.Partial, "Qualys confirmed 1 of the 2 assets of its batch and did not say which."), (nobodyKnows.Outcome, nobodyKnows.Summary));
        Assert.Equal((QualysAssetOutcome.Confirmed, "Qualys confirmed its batch."), (confirmed.Outcome, confirmed.Summary));
        Assert.Equal(["200 SUCCESS 2"], confirmed.Calls.Select(call => $"{call.Status} {call.ResponseCode} {call.ConfirmedCount}"));
    }

    [Fact]
    public async Task Is_in_doubt_where_no_answer_is_on_record()
    {
        await using UpdateScenario run = await UpdateScenario.StartAsync();
        run.Sandbox.Faults.Add(Fault.LateAnswer(TimeSpan.FromDays(1)).ForAsset(1).Always());
        using var stop = new CancellationTokenSource();
        Task sending = run.SendAsync(UpdateScenario.Quick with { ThrottleLimit = 1, Timeout = TimeSpan.FromDays(1) }, stop: stop.Token);
        await Eventually.HoldsAsync(() => run.Sandbox.Requests.Any(request => request.Body.Contains("\"1,2\"", StringComparison.Ordinal)));
        QualysAssetTrace underWay = Traced.Asset(2, run.DatabasePath);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);

        QualysAssetTrace trace = Traced.Asset(2, run.DatabasePath);

        Assert.Equal(QualysAssetOutcome.InDoubt, trace.Outcome);
        Assert.StartsWith("Its batch was sent, and no answer is on record", trace.Summary, StringComparison.Ordinal);
        Assert.Null(Assert.Single(trace.Calls).Status);
        Assert.Contains("The run is under way", Assert.Single(underWay.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_verified_or_not_as_wanted_once_it_was_read_back()
    {
        await using VerificationScenario scenario = VerificationScenario.Reconciling(await VerificationScenario.StartAsync());
        await scenario.SendAsync("1,Cards,1", "2,Cards,1");
        scenario.Sandbox.Inventory.Touch(2, """{"customAttributes":{"customAttribute":[{"key":"Division","value":"Theirs"},{"key":"Tier","value":"1"}]}}""");
        await scenario.VerifyAsync();

        QualysAssetTrace verified = Traced.Asset(1, scenario.RunPath);
        QualysAssetTrace other = Traced.Asset(2, scenario.RunPath);

        Assert.Equal(
            (QualysAssetOutcome.Verified, "Qualys confirmed it, and reading back found 2 attributes as wanted."), (verified.Outcome, verified.Summary));
        Assert.Equal(
            (QualysAssetOutcome.NotAsWanted, "Qualys confirmed it, and reading back did not find 1 of 2 attributes as wanted."), (other.Outcome, other.Summary));
        Assert.Equal(["Division Different Theirs", "Tier AsWanted 1"], other.Verifications.Select(each => $"{each.Key} {each.Verdict} {each.Found}"));
        Assert.Equal(["Division: Different", "Tier: Confirmed"], other.History.Select(change => $"{change.Key}: {change.Outcome}"));
        Assert.Equal(["Division=Theirs (Ledger)", "Tier=1 (Ledger)"], other.KnownValues.Select(each => $"{each}"));
        Assert.Contains("Division: 'Theirs', not 'Cards'", Traced.Text(other), StringComparison.Ordinal);

        SqliteFile.Scalar(scenario.RunPath, "UPDATE verification_asset SET read_at = 0");
        Assert.Equal((QualysAssetOutcome.Confirmed, "Qualys confirmed its batch."), (Traced.Asset(1, scenario.RunPath).Outcome, Traced.Asset(1, scenario.RunPath).Summary));

        scenario.Comparison = scenario.Comparison! with { Rules = new ComparisonRules { WhenDrifted = DriftAction.Keep } };
        scenario.Plan("1,Cards,2", "2,Cards,1");
        QualysAssetTrace kept = Traced.Asset(2, scenario.RunPath);
        Assert.Equal((QualysAssetOutcome.Withheld, "1 value is withheld ('Division' Drifted)."), (kept.Outcome, kept.Summary));
        Assert.Equal(QualysAssetOutcome.Planned, Traced.Asset(1, scenario.RunPath).Outcome);
    }

    [Fact]
    public async Task Is_told_with_what_other_runs_did_and_undoing_it()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.Comparison = new ComparisonOptions { Rules = new ComparisonRules { RemoveStale = true } };
        await scenario.RunAsync("1,Cards,1,Ann", "2,Loans,2,");
        string first = scenario.RunPath;
        await scenario.RunAsync("1,Cards,,Bob", "2,Loans,2,");
        string second = scenario.RunPath;
        await scenario.UndoAsync(second);

        QualysAssetTrace emptied = Traced.Asset(1, second);
        QualysAssetTrace undoing = Traced.Asset(1, scenario.RunPath);
        QualysAssetTrace untouched = Traced.Asset(2, first);

        Assert.Equal(
            ["Business None Equal", "Tier Remove Emptied", "Owner Update Changed"], emptied.Changes.Select(each => $"{each.Key} {each.Action} {each.Reason}"));
        Assert.Equal(2, emptied.Batches.Count);
        Assert.Equal(["Update", "Remove"], emptied.Payloads.Select(payload => $"{payload.Function}").Order().Reverse());
        Assert.StartsWith("Qualys confirmed its 2 batches. Another run changed it since: 'run3.db', ", emptied.Summary, StringComparison.Ordinal);
        Assert.Equal(
            ["Business Cards run1.db", "Owner Ann run1.db", "Tier 1 run1.db", "Owner Bob run2.db", "Tier  run2.db", "Owner Ann run3.db", "Tier 1 run3.db"],
            emptied.History.Select(each => $"{each.Key} {each.After} {Path.GetFileName(each.DatabasePath)}")
                .OrderBy(each => each[^4]).ThenBy(each => each, StringComparer.Ordinal));
        Assert.Contains("(remove, Confirmed), this run", Traced.Text(emptied), StringComparison.Ordinal);
        Assert.Equal(second, undoing.Undoes);
        Assert.Equal(["Tier Add Undone", "Owner Update Undone"], undoing.Changes.Where(each => each.Action != ChangeAction.None).Select(each => $"{each.Key} {each.Action} {each.Reason}"));
        Assert.Contains($"undoes:     {second[..1]}", Traced.Text(undoing), StringComparison.Ordinal);
        Assert.Equal("Qualys confirmed its batch.", untouched.Summary);
    }
}
