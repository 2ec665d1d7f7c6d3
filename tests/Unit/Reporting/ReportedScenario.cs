using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Reporting;
using QualysCustomAttributes.Unit.Sending;
using QualysCustomAttributes.Unit.Verifying;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Reporting;

/// <summary>Runs of which there is something to say under every heading of a report.</summary>
internal static class ReportedScenario
{
    /// <summary>A run that was compared with a ledger, sent through limits and failures, and read back.</summary>
    public static async Task<VerificationScenario> ReconciledAsync()
    {
        VerificationScenario scenario = VerificationScenario.Reconciling(await VerificationScenario.StartAsync());
        scenario.Comparison = scenario.Comparison! with { Rules = new ComparisonRules { RemoveStale = true } };
        await scenario.SendAsync("1,Cards,1", "2,Cards,1", "3,Loans,2", "4,Loans,2");
        // Somebody else changes an asset, and reading back finds it.
        scenario.Sandbox.Inventory.Touch(2, """{"customAttributes":{"customAttribute":[{"key":"Division","value":"Theirs"},{"key":"Tier","value":"1"}]}}""");
        await scenario.VerifyAsync();

        scenario.Options = UpdateScenario.Quick with { MaxAttempts = 1, ThrottleLimit = 1 };
        scenario.Plan(
            "1,Cards,1", "2,Cards,1", "3,Loans,", "4,Trade,2", "5,Fresh,9", "6,Fresh,9", "7,Fresh,9", "8,Fresh,9", "9,Other,1", "9,Other,2",
            ",Lost,1", "1.5E+09,Lost,1");
        scenario.Sandbox.Faults.Add(
            Fault.RateLimited(), Fault.Refused(), Fault.ShortCount(1), Fault.DroppedAfterChange());
        await scenario.SendPlannedAsync(scenario.RunPath);
        await scenario.VerifyAsync();
        return scenario;
    }

    /// <summary>Reads the report of a run.</summary>
    public static QualysRunReport Read(string path) => QualysRunReport.Read(path, run => $"go on with {run.DatabasePath}", TestContext.Current.CancellationToken);
}
