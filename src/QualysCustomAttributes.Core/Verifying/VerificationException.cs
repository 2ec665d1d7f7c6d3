using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Verifying;

/// <summary>Qualys does not have what was sent.</summary>
public sealed class VerificationException : ConnectorException
{
    private VerificationException(string message, string path)
        : base("NotAsWanted", ConnectorErrorKind.InvalidData, message, path, null)
    {
    }

    /// <summary>What the plan was made of; <see langword="null"/> where the run sent everything.</summary>
    internal PlanOrigin? Origin { get; private init; }

    /// <summary>Where the run was sent to.</summary>
    internal UpdateTarget? SentTo { get; private init; }

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
            + "Read back again, for Qualys may show changes later; "
            + (summary.Origin is null ? "what is still not as wanted then, send again." : "what is still not as wanted then is sent by a new comparison."),
            summary.DatabasePath)
        {
            Listing = new RunListing(RunList.Verification, summary.DatabasePath),
            Origin = summary.Origin,
            SentTo = summary.SentTo,
        };

        IEnumerable<string> Count(VerificationVerdict verdict, string words) =>
            summary.CountOf(verdict) is > 0 and var count ? [$"{Counted.Of(count, "attribute")} {words}"] : [];
    }
}
