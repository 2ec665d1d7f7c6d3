using QualysCustomAttributes.Inventory.Tables;

namespace QualysCustomAttributes.Inventory;

/// <summary>Says what of a page did not get into the database, so that nothing is lost without a word.</summary>
internal sealed class LoadNotes(InventoryDatabase database, IProgress<ConnectorEvent>? events)
{
    private const int MostNames = 10;

    private NeverCount _never;

    /// <summary>Warns of what was left out of a page that was loaded just now.</summary>
    /// <returns>The same outcome.</returns>
    public PageOutcome Note(string fileName, PageOutcome outcome)
    {
        _never += outcome.Never;
        if (outcome.WithoutId > 0)
        {
            Warn($"{Counted.Of(outcome.WithoutId, "entry", "entries")} of the page '{fileName}' without a usable assetId "
                + "could not be loaded. The page's file has what was received.");
        }

        if (outcome.Repeated > 0)
        {
            Warn($"The page '{fileName}' brought {Counted.Of(outcome.Repeated, "asset")} that the run had brought before. "
                + "Of each, what came with the newest lastModifiedDate counts.");
        }

        IReadOnlyList<string> names = database.TakeFieldsWithoutColumn();
        if (names.Count > 0)
        {
            string more = names.Count > MostNames ? $" and {names.Count - MostNames:N0} more" : "";
            string list = string.Join(", ", names.Take(MostNames).Select(ShownText.Name));
            Warn($"{Counted.Of(names.Count, "field")} of assets could not be loaded: {list}{more}. "
                + "The database has a column of that name already, if in other letter case, or takes no more, or none with such a name. "
                + "The pages' files have what was received.");
        }

        return outcome;
    }

    /// <summary>Tells at the end what of all pages together is worth a word.</summary>
    public void End()
    {
        if (_never.Other > 0)
        {
            Warn($"{Counted.Of(_never.Zero + _never.Other, "date")} of assets and software stand for none, as 0, -1, 'Not Announced', a comma or a "
                + "blank: NULL in the database. The pages' files have what was received.");
        }
    }

    private void Warn(string message) => events?.Report(new ConnectorWarning(message));
}
