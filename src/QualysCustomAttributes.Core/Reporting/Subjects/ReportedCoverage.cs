using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Reporting.Subjects;

/// <summary>How much an export has, and what Qualys was known to hold before.</summary>
/// <param name="Assets">How many asset ids the export gave; in the plan of an undoing, how many assets are to have values.</param>
/// <param name="Known">How many assets were known to hold values; <see langword="null"/> where nothing was compared.</param>
/// <param name="Keys">The same by key.</param>
internal sealed record ReportedCoverage(long Assets, long? Known, IReadOnlyList<ReportedKeyCoverage> Keys)
{
    /// <summary>Reads it, or nothing where nothing was imported.</summary>
    public static ReportedCoverage? Read(RunDatabase database)
    {
        IReadOnlyList<string> keys = database.Contract.Keys;
        PlanHoldings? held = database.IsReconciled ? database.Plan.CountHeld() : null;
        (long assets, IReadOnlyList<long> filled) = database.Records.CountFilled();
        if (assets == 0 && held is not null)
        {
            ExportCoverage desired = ExportCoverage.Of(database);
            (assets, filled) = (desired.Assets, [.. keys.Select(key => desired.Filled[key])]);
        }

        return assets == 0 && held is null or { Assets: 0 }
            ? null
            : new ReportedCoverage(
                assets, held?.Assets, [.. keys.Select((key, i) => new ReportedKeyCoverage(key, filled[i], held?.ByKey[i]))]);
    }
}

/// <summary>How many assets have a value under a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Filled">In the export.</param>
/// <param name="Known">In Qualys, as far as is known; <see langword="null"/> where nothing was compared.</param>
internal sealed record ReportedKeyCoverage(string Key, long Filled, long? Known);
