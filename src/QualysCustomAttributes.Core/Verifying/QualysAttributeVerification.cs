using System.Globalization;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Verifying;

/// <summary>What reading an asset back says of one attribute that was sent for it.</summary>
public sealed class QualysAttributeVerification
{
    internal QualysAttributeVerification(string databasePath, VerificationRow row)
    {
        DatabasePath = databasePath;
        AssetId = row.AssetId;
        Key = row.Key;
        Wanted = row.Wanted;
        Found = row.Found;
        Verdict = row.Verdict;
        ReadAt = row.ReadAt;
    }

    /// <summary>The asset.</summary>
    public ulong AssetId { get; }

    /// <summary>The key.</summary>
    public string Key { get; }

    /// <summary>The value that was sent; <see langword="null"/> for a key that was to be removed.</summary>
    public string? Wanted { get; }

    /// <summary>The value that Qualys has; <see langword="null"/> where there is none.</summary>
    public string? Found { get; }

    /// <summary>What that means.</summary>
    public VerificationVerdict Verdict { get; }

    /// <summary>When it was read.</summary>
    public DateTimeOffset ReadAt { get; }

    /// <summary>The run database in which it is kept.</summary>
    public string DatabasePath { get; }

    /// <summary>Reads the attributes of a run that reading back did not find as wanted, in the order of their assets' ids.</summary>
    /// <param name="databasePath">The run database, which is opened to be read alone.</param>
    /// <exception cref="RunDatabaseException">The database cannot be read.</exception>
    internal static IEnumerable<QualysAttributeVerification> ReadNotAsWanted(string databasePath)
    {
        using RunDatabase database = RunDatabase.OpenForReading(databasePath);
        foreach (VerificationRow row in database.Verifications.ReadNotAsWanted(int.MaxValue))
        {
            yield return new QualysAttributeVerification(database.Path, row);
        }
    }

    /// <summary>The asset, the key and what is said of it.</summary>
    /// <returns>The line.</returns>
    public override string ToString() => ShownText.Line(string.Create(CultureInfo.InvariantCulture, $"{AssetId} {Key}: {Verdict}"));
}
