using System.Globalization;

namespace QualysCustomAttributes.Planning;

/// <summary>A plan cannot be made against the inventory that was named.</summary>
public sealed class ReconciliationException : ConnectorException
{
    private ReconciliationException(string errorId, string message, string path)
        : base(errorId, ConnectorErrorKind.InvalidData, message, path, null)
    {
    }

    internal static ReconciliationException TooOld(string path, DateTimeOffset until, TimeSpan age, TimeSpan longest) => new(
        "InventoryTooOld",
        string.Create(CultureInfo.InvariantCulture,
            $"The inventory '{path}' has what changed until {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC, {Words(age)} ago, and may be {Words(longest)} "
            + $"old at most. Nothing was planned. Export the inventory again."),
        path);

    internal static ReconciliationException NotWhole(string path, bool isUnderWay) => new(
        "InventoryNotWhole",
        $"The inventory '{path}' does not have every asset with its custom attributes: no run has brought them all to its end"
        + $"{(isUnderWay ? ", and the latest one was cut short or is under way" : "")}. Nothing was planned. "
        + "Export every asset since the beginning, without a filter and with customAttributes, or compare with the ledger alone. "
        + "What it lacks would be overwritten unseen.", path);

    internal static ReconciliationException OtherGateway(string path, string found, string asked) => new(
        "InventoryOfAnotherHost",
        $"The inventory '{path}' is that of {ShownText.Name(found)}, and the run is for {ShownText.Name(asked)}. Nothing was planned. "
        + "Name the inventory of that subscription.", path);

    internal static ReconciliationException NothingInCommon(string path, long assets, long known) => new(
        "InventoryOfOthers",
        $"The inventory '{path}' has {Counted.Of(known, "asset")} and none of the {Counted.Of(assets, "asset")} of the export. Nothing was planned. "
        + "Name the inventory of the same subscription, and see that the export's ids are asset ids.", path);

    internal static ReconciliationException HostIds(string path, long hosts, long assets) => new(
        "IdsAreHostIds",
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Counted.Of(hosts, "id of the export is a host id", "ids of the export are host ids")} of the inventory '{path}', and {assets:N0} "
            + $"{(assets == 1 ? "is one of its asset ids" : "are its asset ids")}: ")
        + "the column holds ids of another kind. Nothing was planned. Export the column of asset ids from Axonius.", path);

    internal static ReconciliationException NothingToCompareWith(string path) => new(
        "NothingToCompareWith",
        "Nothing says what Qualys holds: neither an inventory nor a ledger is there to compare with. Export the inventory first.", path);

    private static string Words(TimeSpan time) => time.TotalHours >= 48
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0.#} days")
        : time.TotalHours >= 2 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.#} hours")
        : time.TotalMinutes >= 2 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalMinutes):0} minutes")
        : Counted.Of((long)time.TotalSeconds, "second");
}
