using System.CommandLine;
using QualysCustomAttributes.Cli.Console;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Inventory;

namespace QualysCustomAttributes.Cli.Commands.Inventory;

/// <summary>Makes the inventory's database anew from the pages in its folder. Nobody is asked, so no account is needed.</summary>
internal sealed class InventoryFromPages(RestorationOptions options, LogSettings logging)
    : CommandRun(logging.Heartbeat, "inventory database")
{
    private RestoredInventory? _restored;

    protected override string Stopped => "cancelled: a database that was there is as it was before.";

    /// <summary>Reads what was given.</summary>
    /// <exception cref="SettingsException">A setting cannot be used.</exception>
    public static InventoryFromPages Of(InventoryCommand command, ParseResult given)
    {
        Option[] useful =
        [
            command.FromPages, command.Force, command.Output, command.Log.LogFile, command.Log.SharedRead, command.Log.Heartbeat,
        ];
        if (command.Options.Except(useful).FirstOrDefault(given.Has) is { } useless)
        {
            throw new SettingsException(
                $"{command.FromPages.Name} reads the pages in the folder and asks nobody, so {useless.Name} cannot be given beside it.");
        }

        LogSettings log = command.Log.Of(given);
        var options = new RestorationOptions
        {
            Folder = command.Output.Of(given),
            Replace = given.GetValue(command.Force),
            SharedRead = log.SharedRead,
        };
        Paths.RefuseOneFileTwice(("inventory database", new InventoryRestoration(options).DatabasePath), ("log", log.Path));
        return new InventoryFromPages(options, log);
    }

    /// <summary>Runs.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="SettingsException">The log cannot be written.</exception>
    /// <exception cref="ConnectorException">There is no page, or a database is there that is not to be replaced.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var restoration = new InventoryRestoration(options, this);
        restoration.Check();
        using RunLog log = RunLog.OpenIfNamed(logging);
        log.Write($"start: {Product.Name} {Product.Version}, inventory from the pages in '{options.Folder}'");
        await TryAsync(log, async () => _restored = await restoration.RunAsync(stop).ConfigureAwait(false), stop).ConfigureAwait(false);
        return Close();
    }

    protected override int Summarize()
    {
        if (_restored is not { } restored)
        {
            return IsStopped ? ExitCodes.Cancelled : ExitCodeWithoutSummary;
        }

        Say(
            "summary:",
            SummaryLine.Of("database", restored.DatabasePath),
            SummaryLine.Of("assets", restored.Assets),
            SummaryLine.Of("pages", restored.Pages),
            SummaryLine.Of("left out", restored.PagesLeftOut),
            SummaryLine.Of("to go on", $"inventory --since {new Since(restored.ContinueFrom, null)}"),
            SummaryLine.Of("elapsed", Durations.Format(Elapsed)));
        return restored.PagesLeftOut == 0 ? ExitCodes.Done : ExitCodes.Incomplete;
    }

    protected override string Redact(string text) => text;
}
