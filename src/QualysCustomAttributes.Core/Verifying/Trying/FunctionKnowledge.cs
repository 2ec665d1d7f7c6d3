using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Verifying;

/// <summary>Keeps in a ledger what functions were seen to do.</summary>
internal static class FunctionKnowledge
{
    /// <summary>Keeps what was seen, in the place of what was seen earlier.</summary>
    public static void Keep(AttributeLedger ledger, IEnumerable<QualysFunctionBehaviour> seen) => ledger.Write(() =>
    {
        using Statement insert = ledger.Prepare(
            "INSERT OR REPLACE INTO function_behaviour (function, situation, behaviour, asset_id, tried_at) VALUES (?1, ?2, ?3, ?4, ?5)");
        foreach (QualysFunctionBehaviour each in seen)
        {
            insert.Bind(1, each.Function.ToRequestName()).Bind(2, each.Situation.ToString()).Bind(3, each.Behaviour.ToString())
                .BindAssetId(4, each.AssetId).Bind(5, each.TriedAt.ToUnixTimeMilliseconds()).Execute();
        }

        return true;
    });
}
