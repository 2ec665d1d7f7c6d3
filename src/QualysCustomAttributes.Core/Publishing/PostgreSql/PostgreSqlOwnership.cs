namespace QualysCustomAttributes.Publishing.PostgreSql;

/// <summary>
/// Refuses a schema or a table in which somebody else's code would run with the rights of the publishing role, or whose owner could
/// put such code there. Superusers are trusted: they need no publication to do as they like.
/// </summary>
internal sealed class PostgreSqlOwnership(PostgreSqlSession session)
{
    private const string Me = "(SELECT oid FROM pg_roles WHERE rolname = current_user)";

    /// <summary>
    /// Refuses a schema of another role. The schema <c>public</c> may be the database owner's, or a superuser's; but a superuser
    /// publishes into none that a lesser role could put another one in the place of.
    /// </summary>
    /// <exception cref="PublicationException">It belongs to another role.</exception>
    public async Task CheckSchemaAsync(string name)
    {
        string? owner = await session.ScalarAsync<string>(
            $"""
            SELECT pg_get_userbyid(n.nspowner)::text FROM pg_namespace n JOIN pg_roles o ON o.oid = n.nspowner
                JOIN pg_roles me ON me.oid = {Me} JOIN pg_database d ON d.datname = current_database()
            WHERE n.nspname = $1 AND n.nspowner <> me.oid AND NOT (n.nspname = 'public' AND (o.rolsuper OR (o.rolname = 'pg_database_owner'
                AND (NOT me.rolsuper OR d.datdba = me.oid OR EXISTS (SELECT 1 FROM pg_roles s WHERE s.oid = d.datdba AND s.rolsuper)))))
            """,
            name).ConfigureAwait(false);
        if (owner is not null)
        {
            throw PostgreSqlErrors.NotOwned(session.Target, $"The schema {PostgreSqlName.Quote(name)}", owner);
        }
    }

    /// <summary>
    /// Refuses a table or view of another role, and one with anything of its own that would run or hide rows, and keeps it so until
    /// the transaction ends: no trigger, rule or owner comes to a table that rows are about to be written into.
    /// </summary>
    /// <exception cref="PublicationException">It belongs to another role, or carries what it may not.</exception>
    public async Task CheckAsync(string relation, bool isTable)
    {
        await CheckOwnerAsync(relation).ConfigureAwait(false);
        if (isTable)
        {
            await session.ExecuteAsync($"LOCK TABLE {relation} IN ROW EXCLUSIVE MODE").ConfigureAwait(false);
            await CheckOwnerAsync(relation).ConfigureAwait(false);
        }

        List<string> found = await session.ReadAsync(Carried, reader => reader.GetString(0), relation).ConfigureAwait(false);
        if (found.Count > 0)
        {
            throw PostgreSqlErrors.TableUnfit(session.Target, relation, string.Join("; ", found));
        }

        List<string> foreign = await session.ReadAsync(Foreign, reader => reader.GetString(0), relation).ConfigureAwait(false);
        if (foreign.Count > 0)
        {
            throw PostgreSqlErrors.TableUnfit(
                session.Target, relation, $"it rests on what belongs to other roles: {string.Join("; ", foreign)}");
        }
    }

    private async Task CheckOwnerAsync(string relation)
    {
        string? owner = await session.ScalarAsync<string>(
            $"SELECT pg_get_userbyid(relowner)::text FROM pg_class WHERE oid = $1::regclass AND relowner <> {Me}",
            relation).ConfigureAwait(false);
        if (owner is not null)
        {
            throw PostgreSqlErrors.NotOwned(session.Target, $"The table or view {relation}", owner);
        }
    }

    // A foreign key without an action only looks, as the owner of the table that has it.
    private const string Carried = $"""
        SELECT format('it has the trigger %I', tgname) FROM pg_trigger WHERE tgrelid = $1::regclass AND NOT tgisinternal
        UNION ALL
        SELECT format('it has the rule %I', rulename) FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
        WHERE r.ev_class = $1::regclass AND NOT (r.rulename = '_RETURN' AND c.relkind = 'v')
        UNION ALL
        SELECT format('it has the row level security policy %I', polname) FROM pg_policy WHERE polrelid = $1::regclass
        UNION ALL
        SELECT 'it has row level security' FROM pg_class WHERE oid = $1::regclass AND (relrowsecurity OR relforcerowsecurity)
        UNION ALL
        SELECT 'it is partitioned' FROM pg_class WHERE oid = $1::regclass AND relkind = 'p'
        UNION ALL
        SELECT CASE WHEN inhparent = $1::regclass THEN format('the table %s inherits from it', inhrelid::regclass)
            ELSE format('it inherits from the table %s', inhparent::regclass) END
        FROM pg_inherits WHERE $1::regclass IN (inhrelid, inhparent)
        UNION ALL
        SELECT format('the foreign key %I ties it to the table %s', f.conname, o.oid::regclass) FROM pg_constraint f
            JOIN pg_class o ON o.oid = CASE WHEN f.conrelid = $1::regclass THEN f.confrelid ELSE f.conrelid END
        WHERE f.contype = 'f' AND $1::regclass IN (f.conrelid, f.confrelid)
            AND (o.relowner <> {Me} OR f.confdeltype NOT IN ('a', 'r') OR f.confupdtype NOT IN ('a', 'r'))
        """;

    // From the table to its defaults, constraints, indexes and statistics, and on to every function, type, operator and relation that
    // these rest on, domains and their constraints included. What PostgreSQL brings with it has no rows in pg_depend.
    private const string Foreign = $"""
        WITH RECURSIVE used (class, object) AS (
            SELECT 'pg_class'::regclass::oid, $1::regclass::oid
            UNION
            SELECT classid, objid FROM pg_depend
            WHERE refclassid = 'pg_class'::regclass AND refobjid = $1::regclass AND deptype IN ('a', 'i', 'P', 'S')
            UNION
            SELECT next.class, next.object FROM used u CROSS JOIN LATERAL (
                SELECT refclassid, refobjid FROM pg_depend WHERE classid = u.class AND objid = u.object
                    AND refclassid NOT IN ('pg_namespace'::regclass, 'pg_extension'::regclass)
                UNION ALL
                SELECT 'pg_constraint'::regclass::oid, oid FROM pg_constraint WHERE u.class = 'pg_type'::regclass AND contypid = u.object
            ) AS next (class, object)
        ), owned (class, object, owner) AS (
            SELECT class, object, proowner FROM used JOIN pg_proc o ON class = 'pg_proc'::regclass AND o.oid = object
            UNION ALL SELECT class, object, typowner FROM used JOIN pg_type o ON class = 'pg_type'::regclass AND o.oid = object
            UNION ALL SELECT class, object, relowner FROM used JOIN pg_class o ON class = 'pg_class'::regclass AND o.oid = object
            UNION ALL SELECT class, object, oprowner FROM used JOIN pg_operator o ON class = 'pg_operator'::regclass AND o.oid = object
            UNION ALL SELECT class, object, opcowner FROM used JOIN pg_opclass o ON class = 'pg_opclass'::regclass AND o.oid = object
            UNION ALL SELECT class, object, collowner FROM used JOIN pg_collation o ON class = 'pg_collation'::regclass AND o.oid = object
        )
        SELECT format('%s of %I', pg_describe_object(class, object, 0), r.rolname) FROM owned JOIN pg_roles r ON r.oid = owner
        WHERE owner <> {Me} AND NOT r.rolsuper
        """;
}
