using System.Globalization;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Planning;

/// <summary>Assets that have no value for any attribute: they are listed, and not sent.</summary>
internal static class WithoutValues
{
    /// <summary>Such an asset as a rejected row.</summary>
    public static RejectedRow Reject(long line, ulong assetId) => new(
        line, assetId.ToString(CultureInfo.InvariantCulture), RejectionReason.NoValues, "no attribute has a value, so there is nothing to send");

    /// <summary>Says how many there are.</summary>
    /// <param name="databasePath">The run database, which has them; <see langword="null"/> where there is none.</param>
    /// <param name="assets">How many.</param>
    public static ConnectorWarning? Warning(string? databasePath, long assets) => assets == 0 ? null : new ConnectorWarning(
        $"Not sent for lack of any value: {Counted.Of(assets, "asset")}.")
        {
            Listing = RunListing.Of(RunList.Rejected, databasePath),
        };
}
