using System.Globalization;
using System.Text.RegularExpressions;

namespace QualysCustomAttributes.Inventory;

/// <summary>What the name of a page's file says; nothing where somebody has named it otherwise.</summary>
/// <param name="RunStartedAt">When its run began.</param>
/// <param name="Since">Since when its run asked.</param>
/// <param name="Number">Its number in the run.</param>
internal readonly partial record struct PageFileName(DateTimeOffset? RunStartedAt, DateTimeOffset? Since, int Number)
{
    /// <summary>The names of all pages, for a search.</summary>
    public const string Pattern = "asset_inventory_*_batch_*.json.gz";

    /// <summary>Reads the name of a file.</summary>
    public static PageFileName Read(string name)
    {
        Match match = Parts().Match(name);
        return match.Success
            ? new PageFileName(
                InventoryTime.TryParseFileName(match.Groups["run"].Value),
                InventoryTime.TryParseFileName(match.Groups["since"].Value),
                int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture))
            : default;
    }

    [GeneratedRegex(
        @"_run_datetime_(?<run>\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)"
        + @"_(?:utc_assetLastUpdated_(?<since>\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)|.*)"
        + @"_batch_(?<number>\d{1,9})\.json\.gz$")]
    private static partial Regex Parts();
}
