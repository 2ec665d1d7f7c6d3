using QualysCustomAttributes.Cli.Commands.Synchronize;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Cli.Shared;

/// <summary>
/// Words what is to be done with a run next, which its record says: the same for whoever has sent it, looks at it, or wants to go on.
/// </summary>
internal static class NextStep
{
    /// <summary>The command that goes on with a run, or <see langword="null"/> where there is none.</summary>
    public static string? Command(QualysRun run) => Command(run, "", target: null);

    /// <summary>The same with options of the command that has just ended.</summary>
    /// <param name="run">The run.</param>
    /// <param name="repeated">The options, each with a blank before it.</param>
    /// <param name="target">Where that command went, for a run that has no place on record.</param>
    public static string? Command(QualysRun run, string repeated, UpdateTarget? target)
    {
        string path = ShellWord.Quote(run.DatabasePath);
        UpdateTarget? known = run.Target is { } recorded
            ? new UpdateTarget(recorded.Api, recorded.Authentication, recorded.Gateway, recorded.ClientKind)
            : target;
        string to = known is null ? "" : CallOptions.Write(known);
        string digest = run is { Outcome: QualysRunOutcome.DryRun or QualysRunOutcome.Held, PlanDigest: { } reviewed } ? $" --plan-digest {reviewed}" : "";
        return run.NextStep switch
        {
            QualysRunStep.Send => $"{Product.Name} apply {path}{to}{digest}{With(repeated, run.IsReleased ? " --allow-mass-change" : "")}",
            QualysRunStep.SendAll => $"{Product.Name} apply {path}{to} --all{repeated}",
            QualysRunStep.Release => $"{Product.Name} apply {path}{to}{digest}{With(repeated, " --allow-mass-change")}",
            QualysRunStep.SendCanary => $"{Product.Name} apply {path}{to}{With(repeated, $" --canary {Numbers.Write(run.OpenCanary!.Assets)}")}",
            QualysRunStep.Resume => $"{Product.Name} resume {path}{Unknown(run)}{repeated}",
            QualysRunStep.RetryFailed => $"{Product.Name} resume {path}{Unknown(run)} --retry-failed{repeated}",
            QualysRunStep.PlanAgain => ErrorAdvice.Plan(run.Origin),
            _ => null,
        };
    }

    /// <summary>What is said of it: where to look first, and the command.</summary>
    public static IEnumerable<string> Lines(QualysRun run)
    {
        if (run.NextCommand is not { } next)
        {
            return [];
        }

        return run.NextStep switch
        {
            QualysRunStep.RetryFailed =>
                [$"what failed, and why: {ListCommand.Of(run.DatabasePath, ListCommand.Batches)} --outcome failed,partial", $"to send it again: {next}"],
            QualysRunStep.Release => [$"what it would change: {ListCommand.Of(run.DatabasePath, ListCommand.Plan)}", $"to go on: {next}"],
            _ => [$"to go on: {next}"],
        };
    }

    private static string With(string repeated, string option) =>
        option.Length == 0 || repeated.Contains(option, StringComparison.Ordinal) ? repeated : option + repeated;

    // Where the record alone is not enough to send an account there.
    private static string Unknown(QualysRun run) => run.Target is not { } target ? ""
        : (QualysPlatform.IsKnown(target.Api) ? "" : $" --api-fqdn {target.Api}")
            + (target.Gateway is { } gateway && !QualysPlatform.IsKnown(gateway) ? $" --gateway-fqdn {gateway}" : "")
            + (target.ClientKind is QualysClientKind.Subscription ? " --client-kind subscription" : "");
}
