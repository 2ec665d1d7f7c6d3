using System.Globalization;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Reporting.Subjects;

/// <summary>What reading back found.</summary>
/// <param name="Counts">How many attributes, by what is said of them.</param>
/// <param name="NotAsWanted">The first that are not as wanted.</param>
internal sealed record ReportedVerification(IReadOnlyList<ReportedVerdictCount> Counts, ReportList<ReportedFinding> NotAsWanted)
{
    /// <summary>How many attributes were read back.</summary>
    public long Total => Counts.Sum(count => count.Attributes);

    /// <summary>Reads it, or nothing where nothing was read back.</summary>
    public static ReportedVerification? Read(RunDatabase database)
    {
        ReportedVerdictCount[] counts =
            [.. database.Verifications.Count().OrderBy(each => each.Key).Select(each => new ReportedVerdictCount(each.Key, each.Value))];
        return counts.Length == 0 ? null : new ReportedVerification(
            counts,
            ReportList.FirstOf(
                database.Verifications.ReadNotAsWanted(ReportList.Longest).Select(ReportedFinding.Of),
                counts.Where(count => count.Verdict != VerificationVerdict.AsWanted).Sum(count => count.Attributes),
                finding => [finding.AssetId, finding.Key, finding.Wanted, finding.Found]));
    }
}

/// <summary>How many attributes have a verdict.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Attributes">How many.</param>
internal sealed record ReportedVerdictCount(VerificationVerdict Verdict, long Attributes);

/// <summary>What was found of an attribute.</summary>
/// <param name="AssetId">The asset.</param>
/// <param name="Key">The key.</param>
/// <param name="Wanted">The value that was sent; <see langword="null"/> for a key that was to be removed.</param>
/// <param name="Found">The value that was found; <see langword="null"/> where there is none.</param>
/// <param name="Verdict">What that means.</param>
/// <param name="ReadAt">When it was read.</param>
internal sealed record ReportedFinding(
    string AssetId, string Key, string? Wanted, string? Found, VerificationVerdict Verdict, DateTimeOffset ReadAt)
{
    internal static ReportedFinding Of(VerificationRow row) => new(
        row.AssetId.ToString(CultureInfo.InvariantCulture), row.Key, row.Wanted, row.Found, row.Verdict, row.ReadAt);
}
