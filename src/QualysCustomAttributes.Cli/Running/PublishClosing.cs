using QualysCustomAttributes.Cli.Reporting;
using QualysCustomAttributes.Cli.Settings;

namespace QualysCustomAttributes.Cli.Running;

/// <summary>Closes a publication.</summary>
internal sealed class PublishClosing(PublishSettings settings, RunConsole console, RunLog log, string databasePath)
    : RunClosing<PublishEnd>(console, log)
{
    private protected override string Cancelled => "cancelled: targets that were done stay; what was not done is as it was before.";

    private protected override string Redact(string text) =>
        settings.Publication.Targets.Aggregate(text, (redacted, target) => target.Redact(redacted));

    private protected override int ExitCodeWithoutSummary(PublishEnd end) => ExitCodes.NothingSent;

    private protected override int Summarize(PublishEnd end)
    {
        if (end.Targets.Count > 0)
        {
            SayAll(PublishSummaryWriter.Describe(settings.Publication.Targets, end.Targets, databasePath, Log, end.Elapsed));
        }

        return end.IsCancelled ? ExitCodes.Cancelled
            : end.Error is null ? ExitCodes.Done
            : end.Targets.Count > 0 ? ExitCodes.Incomplete
            : ExitCodeWithoutSummary(end);
    }
}
