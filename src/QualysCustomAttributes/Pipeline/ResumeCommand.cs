using System.Globalization;
using System.Management.Automation.Language;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Pipeline;

/// <summary>
/// Words the command that goes on with a run: with what was chosen, at the address where it began, and in the same way of saying who
/// sends it. An account that neither session nor environment keeps is asked for.
/// </summary>
internal static class ResumeCommand
{
    /// <summary>Says what was not chosen, and how it is sent too.</summary>
    /// <param name="batches">How many batches were not chosen.</param>
    /// <param name="databasePath">The run database.</param>
    /// <param name="target">Where the run began, where that is known.</param>
    /// <param name="digest">The digest of the whole plan, where somebody insisted on it.</param>
    public static string OfRest(long batches, string databasePath, UpdateTarget? target, string? digest = null) =>
        $"{Counted.Of(batches, "batch of the plan was", "batches of the plan were")} not chosen and not sent. To send what is left of "
        + $"the whole plan: {Of(databasePath, target)} -All{(digest is null ? "" : $" -PlanDigest {digest}")}";

    /// <summary>Says how what was reviewed is sent: the very part of the plan that was chosen.</summary>
    public static string OfReviewed(string databasePath, UpdateTarget? target, string digest) =>
        $"To send what was reviewed: {Of(databasePath, target)} -PlanDigest {digest}";

    /// <summary>Says what became of a run that was stopped, and how it goes on.</summary>
    public static string OfStopped(QualysRun run)
    {
        long chosen = run.BatchesSucceeded + run.BatchesPartial + run.BatchesFailed + run.BatchesInDoubt + run.BatchesNotSent;
        string[] parts =
        [
            FormattableString.Invariant($"{run.BatchesSucceeded:N0} of {Counted.Of(chosen, "batch", "batches")} confirmed"),
            .. Part(run.BatchesPartial, "partial"),
            .. Part(run.BatchesFailed, "failed"),
            .. Part(run.BatchesInDoubt, "in doubt"),
            .. Part(run.BatchesNotSent, "left"),
            .. run.IsPlanWhole ? (string[])[] : ["and the plan was not made to its end"],
        ];
        string goesOn = run.NextCommand is { } command ? $"To go on: {command}" : $"To read back what was sent: {OfVerification(run.DatabasePath)}";
        return $"Stopped: {string.Join(", ", parts)}. {goesOn}";

        static IEnumerable<string> Part(long batches, string what) =>
            batches == 0 ? [] : [string.Create(CultureInfo.InvariantCulture, $"{batches:N0} {what}")];
    }

    /// <summary>Says how what failed is sent again.</summary>
    public static string OfFailed(long batches, string databasePath) =>
        $"{Counted.Of(batches, "batch that failed or is partial stays as it is", "batches that failed or are partial stay as they are")}. "
        + $"To send {(batches == 1 ? "it" : "them")} again: {OfRun(databasePath)} -RetryFailed";

    /// <summary>Says how a batch is sent again that is not confirmed, when the run is over.</summary>
    public static string OfUnconfirmed(UpdateOutcome outcome, string databasePath, UpdateTarget? target) =>
        $"To send it again: {OfRun(databasePath)}{Host(target)}{Account(target)}{(outcome == UpdateOutcome.InDoubt ? "" : " -RetryFailed")}";

    /// <summary>The command that goes on with a run that is read, or <see langword="null"/> where there is none.</summary>
    public static string? Next(QualysRun run)
    {
        UpdateTarget? target = run.Target is { } known
            ? new UpdateTarget(known.Api, known.Authentication, known.Gateway, known.ClientKind)
            : null;
        string digest = run is { PlanDigest: { } found, Outcome: QualysRunOutcome.DryRun or QualysRunOutcome.Held } ? $" -PlanDigest {found}" : "";
        return run.NextStep switch
        {
            QualysRunStep.Send => $"{Of(run.DatabasePath, target)}{digest}{(run.IsReleased ? " -AllowMassChange" : "")}",
            QualysRunStep.SendAll => $"{Of(run.DatabasePath, target)} -All",
            QualysRunStep.Release => $"{Of(run.DatabasePath, target)}{digest} -AllowMassChange",
            QualysRunStep.SendCanary => $"{Of(run.DatabasePath, target)} -Canary {run.OpenCanary!.Assets}",
            QualysRunStep.Resume => $"{OfRun(run.DatabasePath)}{Host(target)}",
            QualysRunStep.RetryFailed => $"{OfRun(run.DatabasePath)}{Host(target)} -RetryFailed",
            QualysRunStep.PlanAgain => OfPlan(run.Origin),
            _ => null,
        };
    }

    /// <summary>The command that makes a plan again; what else was said of the comparison is in the table <c>run</c>.</summary>
    public static string OfPlan(PlanOrigin origin)
    {
        string what = origin.UndonePath is { } undone ? $"Undo-QualysAttributeUpdate -DatabasePath {Quote(undone)}"
            : $"Sync-QualysAttribute -LiteralPath {(origin.ExportPath is { } export ? Quote(export) : "EXPORT")}"
                + (origin.IsCompared ? " -Reconcile" : $" -Function {origin.Function ?? nameof(QualysFunction.Add)}");
        return what + Named("InventoryPath", origin.InventoryPath) + Named("LedgerPath", origin.LedgerPath)
            + Named("ApiFqdn", origin.Api?.ToString()) + " -WhatIf";

        static string Named(string parameter, string? value) => value is null ? "" : $" -{parameter} {Quote(value)}";
    }

    /// <summary>The command that reads a run back.</summary>
    public static string OfVerification(string databasePath) => $"Test-QualysAttribute -DatabasePath {Quote(databasePath)}";

    private static string OfRun(string databasePath) => $"Resume-QualysAttributeUpdate -DatabasePath {Quote(databasePath)}";

    // Where the record alone is not enough to send an account there.
    private static string Host(UpdateTarget? target) => target is null ? ""
        : (QualysPlatform.IsKnown(target.Api) ? "" : $" -ApiFqdn '{target.Api}'")
            + (target.Gateway is { } gateway && !QualysPlatform.IsKnown(gateway) ? $" -GatewayFqdn '{gateway}'" : "")
            + (target.ClientKind is QualysClientKind.Subscription ? " -ClientKind Subscription" : "");

    // What was given to one command the next has to be given again.
    private static string Account(UpdateTarget? target) => target?.Given switch
    {
        QualysAccountKind.User => " -Credential (Get-Credential)",
        QualysAccountKind.Client => " -ClientCredential (Get-Credential)",
        QualysAccountKind.Token => " -AccessToken (Read-Host -AsSecureString)",
        _ => "",
    };

    /// <summary>A path as it stands on a command line.</summary>
    public static string Quote(string path) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(path)}'";

    /// <summary>The command.</summary>
    public static string Of(string databasePath, UpdateTarget? target)
    {
        string command = $"Invoke-QualysAttributeUpdate -DatabasePath {Quote(databasePath)}";
        if (target is null)
        {
            return command;
        }

        string gateway = target.Gateway is { } named ? $" -GatewayFqdn '{named}'" : "";
        string authentication =
            target.Authentication == QualysUpdateAuthentication.Basic ? "" : $" -UpdateAuthentication {target.Authentication}";
        string kind = target.ClientKind is { } client and not QualysClientKind.User ? $" -ClientKind {client}" : "";
        return $"{command} -ApiFqdn '{target.Api}'{gateway}{authentication}{Account(target)}{kind}";
    }
}
