using QualysCustomAttributes.Cli.Reporting;
using QualysCustomAttributes.Cli.Settings;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Cli.Running;

/// <summary>Closes a synchronization.</summary>
internal sealed class SynchronizeClosing(SynchronizeSettings settings, RunConsole console, RunFiles files)
    : RunClosing<SynchronizeEnd>(console, files.Log)
{
    private protected override string Cancelled => "cancelled: what was done is on record.";

    private protected override string Redact(string text) => settings.Credential?.Redact(text) ?? text;

    private protected override int ExitCodeWithoutSummary(SynchronizeEnd end) => end.Calls > 0 ? ExitCodes.Incomplete : ExitCodes.NothingSent;

    private protected override int Summarize(SynchronizeEnd end)
    {
        bool isComplete = end is { Error: null, IsCancelled: false };
        if (settings.IsDryRun && isComplete)
        {
            SayAll(DryRunWriter.Describe(files.DatabasePath, settings.Address, end.Function));
        }

        RunReport report = RunReport.Read(files.DatabasePath, SummaryWriter.MostTroubled);
        SayAll(SummaryWriter.Describe(report, end.Calls, settings.IsDryRun, [files.DatabasePath, files.Log.Path], end.Elapsed));
        int exitCode = ExitCode(end, report);
        if (report is { AreBatchesComplete: true, Batches: > 0 } && (settings.IsDryRun ? isComplete && report.NotSent > 0 : exitCode != ExitCodes.Done))
        {
            // Without the address it would go to the default platform.
            string address = settings.Address.ToString();
            string host = address == QualysAddress.Parse(CallSettings.DefaultApiFqdn).ToString() ? "" : $" --api-fqdn {address}";
            Say($"to send what is not yet confirmed: {Product.Name} --resume \"{files.DatabasePath}\"{host}");
        }

        return exitCode;
    }

    private int ExitCode(SynchronizeEnd end, RunReport report)
    {
        if (end.IsCancelled)
        {
            return ExitCodes.Cancelled;
        }

        if (end.Error is not null)
        {
            return WasAnythingChanged(end) ? ExitCodes.Incomplete : ExitCodes.NothingSent;
        }

        return settings.IsDryRun || report.TroubledCount + report.NotSent == 0 ? ExitCodes.Done : ExitCodes.Incomplete;
    }

    // A call that Qualys refused for the account, or that found no host, leaves its batch as not sent.
    private bool WasAnythingChanged(SynchronizeEnd end) => RunReport.HasChangedQualysSince(files.DatabasePath, end.CallsBefore);
}
