using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>All assets that are to have the same attributes.</summary>
public sealed class QualysPayloadGroup
{
    private ReadableList<ulong>? _assetIds;

    internal QualysPayloadGroup(
        int groupNumber, AttributeSet set, ulong[] assetIds, string databasePath, long runId, QualysFunction? function = null)
    {
        GroupNumber = groupNumber;
        Set = set;
        Ids = assetIds;
        DatabasePath = databasePath;
        RunId = runId;
        Function = function;
    }

    /// <summary>The group's number, from 1 in ordinal order of the attribute list.</summary>
    public int GroupNumber { get; }

    /// <summary>How many assets the group has.</summary>
    public int AssetCount => Ids.Length;

    /// <summary>The assets' ids, in the order of the export.</summary>
    public IReadOnlyList<ulong> AssetIds => _assetIds ??= new ReadableList<ulong>(Ids);

    /// <summary>The attributes, in the contract's order.</summary>
    public IReadOnlyDictionary<string, string> Attributes => Set.Attributes;

    /// <summary>
    /// What is done with the attributes, where the plan was made by comparison; <see langword="null"/> where it is the same for all groups.
    /// </summary>
    public QualysFunction? Function { get; }

    /// <summary>The run database in which the group is kept; the next stage goes on there.</summary>
    public string DatabasePath { get; }

    internal AttributeSet Set { get; }

    /// <summary>The run of the stage that gave it.</summary>
    internal long RunId { get; }

    internal ulong[] Ids { get; }

    /// <summary>The group in a few words.</summary>
    /// <returns>As <c>group 6, 112 assets: Business=Retail; SLA=Gold</c>.</returns>
    public override string ToString() =>
        FormattableString.Invariant($"group {GroupNumber}, {Counted.Of(AssetCount, "asset")}: {AttributeWords.Of(Function, Attributes)}");

    /// <summary>Reads the groups that a run database holds, in the order of their numbers.</summary>
    internal static IEnumerable<QualysPayloadGroup> ReadAll(RunDatabase database)
    {
        long runId = database.Runs.FindCurrent(ConnectorStage.Group)?.RunId ?? 0;
        foreach (GroupRow row in database.Groups.Read())
        {
            AttributeSet set = database.Records.LoadSet(row.AttributeSetId);
            yield return new QualysPayloadGroup(row.GroupNumber, set, row.AssetIds, database.Path, runId, row.Function);
        }
    }
}
