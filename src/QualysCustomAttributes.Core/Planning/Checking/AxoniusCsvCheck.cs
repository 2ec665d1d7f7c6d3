namespace QualysCustomAttributes.Planning;

/// <summary>What a check of an Axonius export found. No database was made, and nothing was sent.</summary>
public sealed class AxoniusCsvCheck
{
    /// <summary>The export.</summary>
    public string Path { get; internal init; } = "";

    /// <summary>The name of its file.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Whether it can be sent, and differs from the baseline no more than is allowed.</summary>
    public bool Passed => Findings.All(finding => finding.Severity != AxoniusCsvSeverity.Failure);

    /// <summary>What was found, failures first.</summary>
    public IReadOnlyList<AxoniusCsvFinding> Findings { get; internal init => field = ReadableList.Of(value); } = ReadableList.Of<AxoniusCsvFinding>([]);

    /// <summary>The rules of which nothing can be said: there is no baseline, or the export could not be read so far.</summary>
    public IReadOnlyList<AxoniusCsvRule> RulesNotTried { get; internal init => field = ReadableList.Of(value); } = ReadableList.Of<AxoniusCsvRule>([]);

    /// <summary>How many rows were read under the header, malformed ones included.</summary>
    public long RowsRead { get; internal init; }

    /// <summary>How many assets came out: a row with several ids gives several, and an id that stands in several rows counts for each.</summary>
    public long Assets { get; internal init; }

    /// <summary>What became of the rows, or ids of rows: the usable first, then the most frequent.</summary>
    public IReadOnlyList<AxoniusCsvRowFate> Rows { get; internal init => field = ReadableList.Of(value); } = ReadableList.Of<AxoniusCsvRowFate>([]);

    /// <summary>The asset ids, each once.</summary>
    public AxoniusCsvAssetIds AssetIds { get; internal init; } = new();

    /// <summary>How many rows belong to an asset id that stands in several rows.</summary>
    public long DuplicateRows { get; internal init; }

    /// <summary>How many asset ids are left out as duplicates.</summary>
    public long ExcludedAssets { get; internal init; }

    /// <summary>How many assets have no value for any attribute.</summary>
    public long AssetsWithoutValues { get; internal init; }

    /// <summary>The keys of the data contract, in its order.</summary>
    public IReadOnlyList<AxoniusCsvKey> Keys { get; internal init => field = ReadableList.Of(value); } = ReadableList.Of<AxoniusCsvKey>([]);

    /// <summary>How many assets would be sent; none where the export cannot be used.</summary>
    public long AssetsPlanned { get; internal init; }

    /// <summary>In how many groups, each of the assets with the same attributes.</summary>
    public long Groups { get; internal init; }

    /// <summary>In how many batches, with a call each.</summary>
    public long Batches { get; internal init; }

    /// <summary>The run database that it was compared with; <see langword="null"/> where there is none.</summary>
    public string? BaselinePath { get; internal init; }

    /// <summary>How many rows that run had read; <see langword="null"/> where there is none.</summary>
    public long? BaselineRowsRead { get; internal init; }

    /// <summary>How many assets had come out there; <see langword="null"/> where there is none.</summary>
    public long? BaselineAssets { get; internal init; }

    /// <summary>Whether a run of it would get as far as to a plan: what keeps it from passing is a difference from the baseline alone.</summary>
    internal bool IsUsable => Findings.All(finding => finding.ErrorId is null);

    /// <summary>The check in a sentence.</summary>
    /// <returns>As <c>export.csv: passed with 3 warnings; 141 assets would be sent in 7 batches.</c></returns>
    public override string ToString() => $"{Path}: {AxoniusCsvCheckText.Verdict(this)}{(Passed ? "" : $" {Findings[0].Message}")}";
}
