using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Verifying;

/// <summary>Qualys does not have what was sent.</summary>
public sealed class VerificationException : ConnectorException
{
    private VerificationException(string message, string path)
        : base("NotAsWanted", ConnectorErrorKind.InvalidData, message, path, null)
    {
    }

    internal static VerificationException NotAsWanted(VerificationSummary summary)
    {
        string[] counts =
        [
            .. Count(VerificationVerdict.Different, "different"), .. Count(VerificationVerdict.Missing, "missing"),
            .. Count(VerificationVerdict.NotFound, "of assets that were not found"),
        ];
        return new(
            $"{Counted.Of(summary.AssetsNotAsWanted, "asset")} of {summary.Assets:N0} in '{summary.DatabasePath}' "
            + $"{(summary.AssetsNotAsWanted == 1 ? "is" : "are")} not as wanted: {string.Join(", ", counts)}. "
            + "The table qualys_attribute_verification has each of them. Qualys may show changes later: read back again, "
            + "and what is still not as wanted then, send again.",
            summary.DatabasePath);

        IEnumerable<string> Count(VerificationVerdict verdict, string words) =>
            summary.CountOf(verdict) is > 0 and var count ? [$"{Counted.Of(count, "attribute")} {words}"] : [];
    }
}
