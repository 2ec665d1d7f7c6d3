using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>What is to be done with one key of an asset, and why: the known value, the desired value, and what follows from them.</summary>
public sealed class AttributeChange
{
    private readonly PlanIdentity _plan;
    private readonly PlanKeyRow _row;

    internal AttributeChange(PlanIdentity plan, in PlanKeyRow row)
    {
        _plan = plan;
        _row = row;
        Action = Enum.Parse<ChangeAction>(row.Action);
        Reason = Enum.Parse<ChangeReason>(row.Reason);
    }

    /// <summary>The Qualys asset id.</summary>
    public ulong AssetId => _row.AssetId;

    /// <summary>The key of the custom attribute.</summary>
    public string Key => _row.Key;

    /// <summary>What Qualys is known to hold: the later of inventory and ledger; <see langword="null"/> where that is nothing.</summary>
    public string? Known => _row.Known;

    /// <summary>What the export says after cleaning; <see langword="null"/> where it says nothing.</summary>
    public string? Desired => _row.Desired;

    /// <summary>What is done.</summary>
    public ChangeAction Action { get; }

    /// <summary>Why.</summary>
    public ChangeReason Reason { get; }

    /// <summary>The line of the export at which the asset's row starts, from 1; 0 for an asset that the export does not have.</summary>
    public long Line => _row.Line;

    /// <summary>The run database in which the plan is kept; the next stage goes on there.</summary>
    public string DatabasePath => _plan.DatabasePath;

    /// <summary>The change in words, as <c>1500000001 Business: Bank -> Insurance (Update, Changed)</c>.</summary>
    public override string ToString() => $"{AssetId} {Key}: {Known} -> {Desired} ({Action}, {Reason})";

    internal PlanIdentity Plan => _plan;

    internal int Position => _row.Position;

    internal bool IsSentBothWays => _row.IsSentBothWays;
}

/// <summary>Which plan a change is of.</summary>
/// <param name="DatabasePath">The run database.</param>
/// <param name="DatabaseId">Its identity.</param>
/// <param name="RunId">The stage that made the plan.</param>
internal sealed record PlanIdentity(string DatabasePath, string DatabaseId, long RunId);
