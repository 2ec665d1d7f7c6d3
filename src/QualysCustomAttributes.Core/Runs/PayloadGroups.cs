using QualysCustomAttributes.Qualys.Updates;

namespace QualysCustomAttributes.Runs;

/// <summary>What comes to the grouping: an asset, with the attributes that are sent for it.</summary>
/// <param name="AttributeSetId">The attributes, by the number of their set.</param>
/// <param name="Function">What is done with them, where it has a function of its own.</param>
/// <param name="AssetId">The asset.</param>
internal readonly record struct GroupedPayload(int AttributeSetId, QualysFunction? Function, ulong AssetId);

/// <summary>
/// The groups that the payloads of a plan make. They are gone through twice, once to know which groups there are, once to put each asset
/// where it belongs.
/// </summary>
internal static class PayloadGroups
{
    /// <summary>Counts the payloads that came to the grouping, by attribute set and function.</summary>
    public static IReadOnlyDictionary<(int Set, QualysFunction? Function), long> Count(RunDatabase database, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<(int Set, QualysFunction? Function), long>();
        foreach (GroupedPayload payload in PayloadRows.Of(database, cancellationToken))
        {
            (int, QualysFunction?) key = (payload.AttributeSetId, payload.Function);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }

        return counts;
    }

    /// <summary>Makes the groups, in the order of their attributes' text and of the function.</summary>
    public static IEnumerable<GroupRow> Make(RunDatabase database, GroupPlaces places, CancellationToken cancellationToken)
    {
        var ids = new List<ulong>[places.Groups.Count];
        foreach (GroupedPayload payload in PayloadRows.Of(database, cancellationToken))
        {
            foreach (int place in places.Of(payload))
            {
                (ids[place] ??= []).Add(payload.AssetId);
            }
        }

        for (int place = 0; place < ids.Length; place++)
        {
            yield return new GroupRow(place + 1, places.Groups[place].Set, [.. ids[place]], places.Groups[place].Function);
            ids[place] = null!;
        }
    }

    /// <summary>Makes the groups again that were made of the payloads, as the record says it was done.</summary>
    /// <exception cref="RunDatabaseException">There are attributes that no group has.</exception>
    public static IEnumerable<GroupRow> MakeAgain(RunDatabase database, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<(int Set, QualysFunction? Function), long> counts = Count(database, cancellationToken);
        IReadOnlyDictionary<QualysFunction, PayloadGrouping> ways = GroupCalls.ReadTaken(database);
        return Make(database, GroupPlaces.Of(database, counts.Keys, ways, SingleAttributes.OfGroups(database)), cancellationToken);
    }
}
