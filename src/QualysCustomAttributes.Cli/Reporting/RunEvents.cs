namespace QualysCustomAttributes.Cli.Reporting;

/// <summary>Hands each event to everybody who wants to know, in their order.</summary>
internal sealed class RunEvents(params IProgress<ConnectorEvent>[] listeners) : IProgress<ConnectorEvent>
{
    public void Report(ConnectorEvent value)
    {
        foreach (IProgress<ConnectorEvent> listener in listeners)
        {
            listener.Report(value);
        }
    }
}
