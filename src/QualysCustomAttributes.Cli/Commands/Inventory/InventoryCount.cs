using System.Globalization;
using QualysCustomAttributes.Cli.Console;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Inventory;

namespace QualysCustomAttributes.Cli.Commands.Inventory;

/// <summary>Counts assets: standard output gets the number alone, so that a script can take it.</summary>
internal static class InventoryCount
{
    private static readonly Since LastDay = new(null, TimeSpan.FromDays(1));

    /// <summary>Counts.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="ConnectorException">Qualys refused the account, is not there, or gives no usable answer.</exception>
    public static async Task<int> RunAsync(InventorySettings settings, CancellationToken stop)
    {
        var query = new QualysInventoryQuery
        {
            LastUpdatedAfter = (settings.Since ?? LastDay).At(DateTimeOffset.UtcNow),
            Filters = settings.Export.Filters,
        };
        using var client = new QualysInventoryClient(settings.Connection, new Waits());
        try
        {
            long count = await client.CountAsync(query, stop).ConfigureAwait(false);
            System.Console.Out.WriteLine(count.ToString(CultureInfo.InvariantCulture));
            return ExitCodes.Done;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCodes.Cancelled;
        }
    }

    /// <summary>Says on standard error why nothing comes for a while.</summary>
    private sealed class Waits : IProgress<ConnectorEvent>
    {
        public void Report(ConnectorEvent value)
        {
            if (value is CallWillBeRetried && EventText.Line(value) is { } line)
            {
                System.Console.Error.WriteLine(ShownText.Line(line));
            }
        }
    }
}
