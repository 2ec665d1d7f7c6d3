using QualysCustomAttributes.Sending;

namespace QualysCustomAttributes.Synchronizing;

/// <summary>A synchronization in numbers.</summary>
public sealed class SynchronizationSummary
{
    /// <summary>The run database; empty until it was created.</summary>
    public string DatabasePath { get; internal set; } = "";

    /// <summary>How many rows were read under the header.</summary>
    public long RowsRead { get; internal set; }

    /// <summary>How many assets came out; a row with several ids gives several.</summary>
    public long Assets { get; internal set; }

    /// <summary>How many rows, or ids of rows, were rejected.</summary>
    public long Rejected { get; internal set; }

    /// <summary>How many rows belong to an asset id that stands in several rows.</summary>
    public long DuplicateRows { get; internal set; }

    /// <summary>How many asset ids were left out as duplicates.</summary>
    public long ExcludedAssets { get; internal set; }

    /// <summary>How many assets have no value for any attribute and are not sent.</summary>
    public long AssetsWithoutValues { get; internal set; }

    /// <summary>How many assets are to be sent.</summary>
    public long AssetsPlanned { get; internal set; }

    /// <summary>How many groups there are.</summary>
    public long Groups { get; internal set; }

    /// <summary>How many batches there are.</summary>
    public long Batches { get; internal set; }

    /// <summary>What came of the batches.</summary>
    public UpdateCounts Update { get; internal set; } = new();
}
