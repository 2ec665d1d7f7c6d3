using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Verifying;

namespace QualysCustomAttributes.Tracing;

/// <summary>The story of one asset: what the export said of it, what a run did with it, and what inventory and ledger know.</summary>
public sealed class QualysAssetTrace
{
    internal QualysAssetTrace(ulong assetId) => AssetId = assetId;

    /// <summary>The Qualys asset id.</summary>
    public ulong AssetId { get; }

    /// <summary>What the run came to for it.</summary>
    public QualysAssetOutcome Outcome { get; internal set; }

    /// <summary>The same in a sentence or two.</summary>
    public string Summary { get; internal set; } = "";

    /// <summary>The rows of the export that have it, with what they say after cleaning.</summary>
    public IReadOnlyList<AxoniusRecord> Records { get; internal set => field = ReadableList.Of(value); } = ReadableList.Of<AxoniusRecord>([]);

    /// <summary>The rows that were rejected and name it, or could not be taken apart and have its number in their text.</summary>
    public IReadOnlyList<QualysRejectedRow> RejectedRows { get; internal set => field = ReadableList.Of(value); } = ReadableList.Of<QualysRejectedRow>([]);

    /// <summary>Where it stands in several rows: each of them, and whether it counts.</summary>
    public IReadOnlyList<QualysDuplicate> Duplicates { get; internal set => field = ReadableList.Of(value); } = ReadableList.Of<QualysDuplicate>([]);

    /// <summary>What the plan says of each key, where it was made by comparison; of keys without a value on either side nothing.</summary>
    public IReadOnlyList<AttributeChange> Changes { get; internal set => field = ReadableList.Of(value); } = ReadableList.Of<AttributeChange>([]);

    /// <summary>What is to be sent for it; of rows that are left out as duplicates none.</summary>
    public IReadOnlyList<QualysAttributePayload> Payloads { get; internal set => field = ReadableList.Of(value); } = ReadableList.Of<QualysAttributePayload>([]);

    /// <summary>The numbers of the groups that it is in.</summary>
    public IReadOnlyList<int> GroupNumbers { get; internal set => field = ReadableList.Of(value); } = ReadableList.Of<int>([]);

    /// <summary>The batches that it is in.</summary>
    public IReadOnlyList<QualysBatch> Batches { get; internal set => field = ReadableList.Of(value); } = ReadableList.Of<QualysBatch>([]);

    /// <summary>The calls that were made for these batches, in the order in which they were sent.</summary>
    public IReadOnlyList<QualysApiCall> Calls { get; internal set => field = ReadableList.Of(value); } = ReadableList.Of<QualysApiCall>([]);

    /// <summary>What reading back says of each attribute that was sent.</summary>
    public IReadOnlyList<QualysAttributeVerification> Verifications { get; internal set => field = ReadableList.Of(value); } = ReadableList.Of<QualysAttributeVerification>([]);

    /// <summary>What inventory and ledger have of it by now: under the keys of the run, or all where no run was looked at.</summary>
    public IReadOnlyList<QualysKnownValue> KnownValues { get; internal set => field = ReadableList.Of(value); } = ReadableList.Of<QualysKnownValue>([]);

    /// <summary>Every change that the ledger has of it, of this run and of others, oldest first.</summary>
    public IReadOnlyList<AttributeChangeRecord> History { get; internal set => field = ReadableList.Of(value); } = ReadableList.Of<AttributeChangeRecord>([]);

    /// <summary>Whether the inventory has it; <see langword="null"/> where none was looked at.</summary>
    public bool? IsInInventory { get; internal set; }

    /// <summary>The run database that was looked at; <see langword="null"/> where none was.</summary>
    public string? DatabasePath { get; internal init; }

    /// <summary>When the run began, in UTC; <see langword="null"/> where that is not on record.</summary>
    public DateTimeOffset? StartedAt { get; internal init; }

    /// <summary>The export of the run; <see langword="null"/> where it is not on record, or a run was undone.</summary>
    public string? ExportPath { get; internal init; }

    /// <summary>The run database whose run was undone, or <see langword="null"/>.</summary>
    public string? Undoes { get; internal init; }

    /// <summary>The inventory that was looked at; <see langword="null"/> where none was.</summary>
    public string? InventoryPath { get; internal set; }

    /// <summary>The ledger that was looked at; <see langword="null"/> where none was.</summary>
    public string? LedgerPath { get; internal set; }

    /// <summary>What could not be looked at, and what else is to be known of the story.</summary>
    public IReadOnlyList<string> Notes { get; internal set => field = ReadableList.Of(value); } = ReadableList.Of<string>([]);

    /// <summary>Whether anything is known of it anywhere.</summary>
    internal bool IsKnown => Records.Count + RejectedRows.Count + Changes.Count + Payloads.Count + GroupNumbers.Count + Batches.Count
        + KnownValues.Count + History.Count > 0 || IsInInventory == true;

    /// <summary>The changes that the ledger has of this run.</summary>
    internal long? LedgerRunId { get; set; }

    /// <summary>The outcome in a sentence.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => ShownText.Line($"asset {AssetId}: {Outcome}. {Summary}");
}
