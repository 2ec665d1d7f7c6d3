using Npgsql;
using QualysCustomAttributes.Publishing;
using QualysCustomAttributes.Publishing.PostgreSql;
using QualysCustomAttributes.Shared.Publishing;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.PostgreSql;

/// <summary>
/// Nobody else's code runs with the rights of the role that publishes: a schema or table of another role is refused by name, and so
/// is one with triggers, rules or anything else of its own. The publication here is a superuser's, the attacker a role that may log in.
/// </summary>
public sealed class Code_of_others_in_PostgreSQL
{
    private const string Password = "mallory";

    public static TheoryData<string, string, string> Carried => new()
    {
        { "CREATE FUNCTION {0}.run() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; CREATE TRIGGER evil BEFORE INSERT ON {0}.q_asset_inventory FOR EACH ROW EXECUTE FUNCTION {0}.run()", "PostgreSqlTableUnfit", "the trigger evil" },
        { "CREATE FUNCTION {0}.run() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; CREATE CONSTRAINT TRIGGER evil AFTER INSERT ON {0}.inventory_run DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {0}.run()", "PostgreSqlTableUnfit", "the trigger evil" },
        { "CREATE RULE evil AS ON INSERT TO {0}.q_asset_inventory_status DO ALSO SELECT 1", "PostgreSqlTableUnfit", "the rule evil" },
        { "CREATE POLICY evil ON {0}.q_asset_inventory USING (true)", "PostgreSqlTableUnfit", "policy evil" },
        { "ALTER TABLE {0}.q_asset_inventory_software ENABLE ROW LEVEL SECURITY", "PostgreSqlTableUnfit", "row level security" },
        { "CREATE TABLE {0}.child () INHERITS ({0}.q_asset_inventory_version)", "PostgreSqlTableUnfit", "child inherits from it" },
        { "CREATE TABLE {0}.note (id bigint REFERENCES {0}.q_asset_inventory ON DELETE CASCADE)", "PostgreSqlTableUnfit", "ties it to the table" },
        { "ALTER TABLE {0}.q_asset_inventory OWNER TO {1}", "PostgreSqlNotOwned", "{1}" },
        { "ALTER TABLE {0}.q_asset_inventory_software_name OWNER TO {1}", "PostgreSqlNotOwned", "{1}" },
        { "ALTER VIEW {0}.q_asset_inventory_software_assetid OWNER TO {1}", "PostgreSqlNotOwned", "{1}" },
        { "ALTER SCHEMA {0} OWNER TO {1}", "PostgreSqlNotOwned", "{1}" },
        { "{2}; ALTER TABLE {0}.q_asset_inventory ADD own text DEFAULT {0}.evil('x')", "PostgreSqlTableUnfit", "function {0}.evil(text) of {1}" },
        { "{2}; ALTER TABLE {0}.q_asset_inventory ADD own text GENERATED ALWAYS AS ({0}.evil(assetname)) STORED", "PostgreSqlTableUnfit", "evil(text) of {1}" },
        { "{2}; ALTER TABLE {0}.q_asset_inventory_custom_attribute ADD CHECK ({0}.evil(value) IS NOT NULL) NOT VALID", "PostgreSqlTableUnfit", "evil(text) of {1}" },
        { "{2}; CREATE INDEX ON {0}.q_asset_inventory_custom_attribute (({0}.evil(value)))", "PostgreSqlTableUnfit", "evil(text) of {1}" },
        { "{2}; CREATE INDEX ON {0}.q_asset_inventory (assetid) WHERE {0}.evil(assetname) = 'x'", "PostgreSqlTableUnfit", "evil(text) of {1}" },
        { "{2}; CREATE DOMAIN {0}.d AS text CHECK ({0}.evil(VALUE) IS DISTINCT FROM 'no'); ALTER TABLE {0}.inventory_run ADD own {0}.d", "PostgreSqlTableUnfit", "evil(text) of {1}" },
        { "CREATE DOMAIN {0}.d AS text; ALTER DOMAIN {0}.d OWNER TO {1}; ALTER TABLE {0}.inventory_run ADD own {0}.d", "PostgreSqlTableUnfit", "type {0}.d of {1}" },
        { "ALTER TABLE {0}.q_asset_inventory DROP COLUMN address; ALTER TABLE {0}.q_asset_inventory ADD address text GENERATED ALWAYS AS ('x') STORED", "PostgreSqlTableUnfit", "address has the type generated text" },
    };

    [Theory]
    [MemberData(nameof(Carried))]
    public async Task What_is_another_roles_or_runs_by_itself_is_refused_by_name(string sql, string errorId, string named)
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(2);
        await scenario.PublishAsync(schema.Target);
        await using Attacker attacker = Attacker.Create(schema);
        string evil = $"CREATE FUNCTION {schema.Name}.evil(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT $1'; ALTER FUNCTION {schema.Name}.evil(text) OWNER TO {attacker.Role}";
        schema.Execute(Fill(sql));
        string before = schema.Dump();
        scenario.Execute("UPDATE Q_Asset_Inventory SET assetName = 'changed', Row_Last_Updated = '2031-01-01 00:00:00'");

        var exception = await Assert.ThrowsAsync<PublicationException>(() => scenario.PublishAsync(schema.Target));

        Assert.Equal(errorId, exception.ErrorId);
        Assert.Contains(Fill(named), exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, schema.Dump());

        string Fill(string text) => text.Replace("{0}", schema.Name, StringComparison.Ordinal).Replace("{1}", attacker.Role, StringComparison.Ordinal).Replace("{2}", evil, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_waits_with_tables_of_its_own_does_not_become_a_superuser()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(1);
        await using Attacker attacker = Attacker.Create(schema);
        schema.Execute($"CREATE SCHEMA {schema.Name}; GRANT ALL ON SCHEMA {schema.Name} TO {attacker.Role}");
        attacker.Execute(
            """
            CREATE TABLE inventory_run (gateway text, started_at text, run_id bigint, PRIMARY KEY (gateway, started_at, run_id));
            GRANT ALL ON inventory_run TO PUBLIC;
            """,
            $$"""
            CREATE FUNCTION evil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ALTER ROLE {{attacker.Role}} SUPERUSER; RETURN NEW; END $$;
            CREATE TRIGGER evil BEFORE INSERT ON inventory_run FOR EACH ROW EXECUTE FUNCTION evil();
            """);

        var exception = await Assert.ThrowsAsync<PublicationException>(() => scenario.PublishAsync(schema.Target));

        Assert.Equal(("PostgreSqlNotOwned", ConnectorErrorKind.Permission), (exception.ErrorId, exception.Kind));
        Assert.Contains("inventory_run", exception.Message, StringComparison.Ordinal);
        Assert.Contains(attacker.Role, exception.Message, StringComparison.Ordinal);
        Assert.Equal(["False"], schema.Query($"SELECT rolsuper FROM pg_roles WHERE rolname = '{attacker.Role}'"));
    }

    [Fact]
    public async Task Functions_tables_and_operators_on_the_databases_own_search_path_are_not_picked_up()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(1);
        await using Attacker attacker = Attacker.Create(schema);
        string database = $"{schema.Name}_db";
        schema.Execute($"CREATE DATABASE {database} OWNER {attacker.Role}");
        try
        {
            string there = new NpgsqlConnectionStringBuilder(schema.ConnectionString) { Database = database }.ConnectionString;
            attacker.ExecuteIn(
                database,
                $"CREATE SCHEMA evil; GRANT USAGE ON SCHEMA evil TO PUBLIC; ALTER DATABASE {database} SET search_path TO evil, pg_catalog",
                "CREATE FUNCTION evil.become() RETURNS text LANGUAGE plpgsql AS $$ BEGIN ALTER ROLE " + attacker.Role + " SUPERUSER; RETURN 'UTF8'; END $$",
                "CREATE FUNCTION evil.current_setting(text) RETURNS text LANGUAGE sql AS 'SELECT evil.become()'",
                "CREATE FUNCTION evil.current_schema() RETURNS name LANGUAGE sql AS 'SELECT evil.become()::name'",
                "CREATE VIEW evil.pg_type AS SELECT t.*, evil.become() AS become FROM pg_catalog.pg_type t WHERE evil.become() IS NOT NULL",
                "CREATE VIEW evil.pg_namespace AS SELECT * FROM pg_catalog.pg_namespace WHERE evil.become() IS NOT NULL",
                "GRANT SELECT ON ALL TABLES IN SCHEMA evil TO PUBLIC");

            await scenario.PublishAsync(new PostgreSqlTarget(there, schema: schema.Name));
            Assert.Equal(["False"], schema.Query($"SELECT rolsuper FROM pg_roles WHERE rolname = '{attacker.Role}'"));
            var noSchemaOfItsOwn = await Assert.ThrowsAsync<PublicationException>(() => scenario.PublishAsync(new PostgreSqlTarget(there)));
            var publicOfAnother = await Assert.ThrowsAsync<PublicationException>(() => scenario.PublishAsync(new PostgreSqlTarget(there, schema: "public")));

            Each.Holds([noSchemaOfItsOwn, publicOfAnother], exception => Assert.Equal("PostgreSqlNotOwned", exception.ErrorId));
            Assert.Equal(["False"], schema.Query($"SELECT rolsuper FROM pg_roles WHERE rolname = '{attacker.Role}'"));
        }
        finally
        {
            schema.Execute($"DROP DATABASE {database} WITH (FORCE)");
        }
    }

    [Fact]
    public async Task A_foreign_key_that_only_looks_and_functions_of_ones_own_do_no_harm()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(2);
        await scenario.PublishAsync(schema.Target);
        schema.Execute($"""
            CREATE TABLE {schema.Name}.note (id bigint REFERENCES {schema.Name}.q_asset_inventory);
            CREATE FUNCTION {schema.Name}.mine(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT $1';
            ALTER TABLE {schema.Name}.q_asset_inventory ADD own text DEFAULT {schema.Name}.mine('x'), ADD moment timestamptz DEFAULT now();
            CREATE INDEX ON {schema.Name}.q_asset_inventory ((lower(assetname)))
            """);
        scenario.Execute("UPDATE Q_Asset_Inventory SET assetName = 'changed', Row_Last_Updated = '2031-01-01 00:00:00'");

        Assert.Equal(2, (await scenario.PublishAsync(schema.Target)).Assets);
    }

    /// <summary>A role that may log in and owns what it makes.</summary>
    private sealed class Attacker : IAsyncDisposable
    {
        private readonly PostgreSqlSchemaOfTest _schema;

        private Attacker(PostgreSqlSchemaOfTest schema) => _schema = schema;

        public string Role { get; } = $"mallory_{Guid.NewGuid():N}";

        public static Attacker Create(PostgreSqlSchemaOfTest schema)
        {
            var attacker = new Attacker(schema);
            schema.Execute($"CREATE ROLE {attacker.Role} LOGIN PASSWORD '{Password}'");
            return attacker;
        }

        public void Execute(params string[] statements) => ExecuteIn(null, statements);

        public void ExecuteIn(string? database, params string[] statements)
        {
            var settings = new NpgsqlConnectionStringBuilder(_schema.ConnectionString) { Username = Role, Password = Password, SearchPath = database is null ? _schema.Name : "public", Pooling = false };
            settings.Database = database ?? settings.Database;
            using var connection = new NpgsqlConnection(settings.ConnectionString);
            connection.Open();
            foreach (string statement in statements)
            {
                using var command = new NpgsqlCommand(statement, connection);
                command.ExecuteNonQuery();
            }
        }

        public ValueTask DisposeAsync()
        {
            _schema.Execute($"DROP SCHEMA IF EXISTS {_schema.Name} CASCADE; DROP OWNED BY {Role} CASCADE; DROP ROLE {Role}");
            return ValueTask.CompletedTask;
        }
    }
}
