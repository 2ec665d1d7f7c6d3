using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>
/// Makes payloads of changes that come one key at a time: the keys of an asset that stand next to each other and have the same function
/// are one payload. A change that comes a second time makes none.
/// </summary>
internal sealed class ChangePayloads(RunDatabase database)
{
    private readonly (ChangeAction Action, QualysFunction Function)[] _functions =
    [
        (ChangeAction.Add, QualysFunction.Add), (ChangeAction.Update, database.Changes.FunctionOfUpdates), (ChangeAction.Remove, QualysFunction.Remove),
    ];

    private readonly List<AttributeChange> _pending = [];
    private readonly HashSet<(ulong AssetId, int Position)> _taken = [];
    private long _number;

    /// <summary>Takes a change; those before it become payloads where it is of another asset.</summary>
    public IEnumerable<QualysAttributePayload> Add(AttributeChange change)
    {
        QualysAttributePayload[] before = _pending.Count > 0 && _pending[0].AssetId != change.AssetId ? [.. Flush()] : [];
        if (change.Action is ChangeAction.Add or ChangeAction.Update or ChangeAction.Remove && _taken.Add((change.AssetId, change.Position)))
        {
            _pending.Add(change);
        }

        return before;
    }

    /// <summary>Makes payloads of what is left.</summary>
    public IEnumerable<QualysAttributePayload> Flush()
    {
        AttributeChange[] changes = [.. _pending];
        _pending.Clear();
        foreach ((ChangeAction action, QualysFunction function) in _functions)
        {
            AttributeChange[] own = Array.FindAll(
                changes, change => change.Action == action || (change.IsSentBothWays && action != ChangeAction.Remove));
            if (own.Length > 0)
            {
                int set = database.Sets.FindOrAdd([.. database.Contract.Keys.Select((_, i) => ValueOf(own, i))]);
                database.Changes.Insert(++_number, own[0].AssetId, function, set, own[0].Line);
                yield return new QualysAttributePayload(
                    _number, own[0].AssetId, own[0].Line, database.Records.LoadSet(set), database.Path, function);
            }
        }
    }

    // What is in doubt may have no value that is known; Qualys removes by the key alone.
    private static string ValueOf(AttributeChange[] changes, int position) =>
        Array.Find(changes, change => change.Position == position) is not { } change ? ""
        : change.Action == ChangeAction.Remove ? change.Known ?? "-"
        : change.Desired!;
}
