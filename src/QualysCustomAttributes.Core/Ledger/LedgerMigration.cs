using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Ledger;

/// <summary>Brings a ledger of an earlier release to what this one makes: version 1 knew neither lease nor limits, version 2 not what was read back.</summary>
internal static class LedgerMigration
{
    /// <summary>Brings it over, in one transaction, where it is of an earlier release; what it knows stays as it is.</summary>
    public static void BringOver(SqliteFile file)
    {
        if (file.Scalar("PRAGMA user_version") == LedgerSchema.Version)
        {
            return;
        }

        // Another program may have done it meanwhile.
        file.Begin();
        try
        {
            long version = file.Scalar("PRAGMA user_version");
            if (version < 2)
            {
                file.Execute(LedgerSchema.OfVersion2);
            }

            if (version < 3)
            {
                file.Execute(LedgerSchema.OfVersion3);
                file.Execute($"PRAGMA user_version = {LedgerSchema.Version}");
            }

            file.Commit();
        }
        catch
        {
            file.RollBack();
            throw;
        }
    }
}
