using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Cli.Reporting;

/// <summary>Puts the events of a run into its log, each call among them.</summary>
internal sealed class LogEvents(RunLog log, string database, bool isDryRun) : IProgress<ConnectorEvent>
{
    public void Report(ConnectorEvent value)
    {
        switch (value)
        {
            case FileOpened opened:
                log.Begin();
                log.Write($"{database}: {opened.Path}");
                break;
            case StageProgress progress when EventText.IsBegin(progress) || EventText.IsEnd(progress):
                log.Write(EventText.Progress(progress, isDryRun));
                break;
            case CallEnded ended:
                log.Write($"call: {ended.Call}");
                if (EventText.Pause(ended.Call) is { } pause)
                {
                    log.Write(pause);
                }

                break;
            case InventoryCounted counted:
                log.Write(EventText.Count(counted));
                break;
            case CallWillBeRetried retry:
                log.Write($"warning: {EventText.Retry(retry, DateTimeOffset.Now)}");
                break;
            case ConnectorWarning warning:
                log.Write($"warning: {warning.Message}");
                break;
        }
    }
}
