using System.Net;
using System.Net.Sockets;
using Npgsql;
using QualysCustomAttributes.Publishing;
using QualysCustomAttributes.Publishing.PostgreSql;
using QualysCustomAttributes.Shared.Publishing;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.PostgreSql;

/// <summary>Where PostgreSQL cannot be published into, nothing changes there, and the error says what to do.</summary>
public sealed class Faults_of_PostgreSQL
{
    private const string Secret = "s3cr3t;'\"pw";

    public static TheoryData<string> Tables =>
    [
        "q_asset_inventory", "q_asset_inventory_version", "q_asset_inventory_software_name", "q_asset_inventory_software", "q_asset_inventory_software_os_unique",
        "q_asset_inventory_custom_attribute", "q_asset_inventory_status", "inventory_run",
    ];

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task A_failure_at_any_table_leaves_everything_as_it_was(string table)
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(6);
        await scenario.PublishAsync(schema.Target);
        schema.Execute($"ALTER TABLE {schema.Name}.{table} ADD CONSTRAINT not_today CHECK (false) NOT VALID");
        string before = schema.Dump();
        scenario.Execute("""
            ALTER TABLE Q_Asset_Inventory ADD COLUMN brandNew;
            UPDATE Q_Asset_Inventory SET brandNew = 'x', assetName = 'changed', Row_Last_Updated = '2031-01-01 00:00:00';
            UPDATE software_name SET fullName = fullName || ' changed';
            UPDATE Q_Asset_Inventory_Software_OS_Unique SET stage = 'changed';
            DELETE FROM custom_attribute_entry WHERE place % 2 = 0;
            UPDATE Q_Asset_Inventory_Status SET STATUS_DETAIL = 'changed';
            UPDATE inventory_run SET message = 'changed'
            """);

        var exception = await Assert.ThrowsAsync<PublicationException>(() => scenario.PublishAsync(schema.Target));

        Assert.Equal("PostgreSqlFailed", exception.ErrorId);
        Assert.Contains("not_today", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, schema.Dump());
    }

    [Fact]
    public async Task A_table_of_another_shape_is_named_and_nothing_is_made()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(1);
        schema.Execute($"CREATE SCHEMA {schema.Name}");
        foreach ((string sql, string expected) in ((string, string)[])
        [
            ("CREATE TABLE inventory_run (id integer)", "no column gateway"),
            ("CREATE TABLE inventory_run (gateway text, started_at text, run_id bigint)", "no primary key of gateway, started_at, run_id"),
            ("CREATE TABLE q_asset_inventory (assetid text PRIMARY KEY)", "its column assetid has the type text, not bigint"),
            ("CREATE TABLE q_asset_inventory (assetid bigint PRIMARY KEY, agent jsonb)", "its column agent has the type jsonb, not text"),
            ("CREATE VIEW q_asset_inventory AS SELECT 1 AS assetid", "no table"),
            ("CREATE TABLE q_asset_inventory_software_assetid (assetid bigint)", "no view"),
        ])
        {
            schema.Execute(sql);
            string before = schema.Dump();

            var exception = await Assert.ThrowsAsync<PublicationException>(() => scenario.PublishAsync(schema.Target));

            Assert.Equal(("PostgreSqlTableUnfit", ConnectorErrorKind.InvalidData), (exception.ErrorId, exception.Kind));
            Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
            Assert.Equal(before, schema.Dump());
            schema.Execute($"DROP SCHEMA {schema.Name} CASCADE; CREATE SCHEMA {schema.Name}");
        }
    }

    [Fact]
    public async Task A_wrong_password_is_said_and_not_shown()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(1);

        var inString = await FailsAsync(scenario, new PostgreSqlTarget(With(schema, settings => settings.Password = Secret)));
        var apart = await FailsAsync(scenario, new PostgreSqlTarget(With(schema, settings => settings.Password = null), password: Secret));

        Each.Holds([inString, apart], exception => Assert.Equal(("PostgreSqlLoginRefused", ConnectorErrorKind.Authentication), (exception.ErrorId, exception.Kind)));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named()
    {
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(1);
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        int port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();

        var refused = await FailsAsync(scenario, new PostgreSqlTarget($"Host=127.0.0.1;Port={port};Username=u", password: Secret));
        var unknown = await FailsAsync(scenario, new PostgreSqlTarget($"Host=nowhere.invalid;Username=u;Timeout=20;Password=\"{Secret.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));

        Each.Holds([refused, unknown], exception => Assert.Equal(("PostgreSqlNotReached", ConnectorErrorKind.Connection), (exception.ErrorId, exception.Kind)));
        Assert.Contains($"127.0.0.1:{port}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_of_another_kind_is_not_waited_for_for_ever()
    {
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(1);
        Uri sandbox = scenario.Inventory.Sandbox.Address;

        var exception = await FailsAsync(scenario, new PostgreSqlTarget($"Host={sandbox.Host};Port={sandbox.Port};Username=u;Timeout=3", password: Secret));

        Assert.Equal(ConnectorErrorKind.Connection, exception.Kind);
    }

    [Fact]
    public async Task A_database_that_is_unknown_is_named()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(1);

        var exception = await FailsAsync(scenario, new PostgreSqlTarget(With(schema, settings => settings.Database = "nowhere")));

        Assert.Equal(("PostgreSqlDatabaseNotFound", ConnectorErrorKind.NotFound), (exception.ErrorId, exception.Kind));
        Assert.Contains("'nowhere'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_who_may_not_is_told_what_is_needed()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(3);
        string role = $"{schema.Name}_user";
        string database = schema.Query("SELECT quote_ident(current_database())").Single();
        schema.Execute($"CREATE ROLE {role} LOGIN PASSWORD '{Secret.Replace("'", "''", StringComparison.Ordinal)}'");
        try
        {
            var target = new PostgreSqlTarget(With(schema, settings => settings.Password = null), role, Secret, schema.Name);

            var noSchema = await FailsAsync(scenario, target);
            schema.Execute($"CREATE SCHEMA {schema.Name} AUTHORIZATION {role}; REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC");
            var noTemporary = await FailsAsync(scenario, target);

            Each.Holds([noSchema, noTemporary], exception => Assert.Equal(("PostgreSqlPermissionDenied", ConnectorErrorKind.Permission), (exception.ErrorId, exception.Kind)));
            Assert.Equal("", schema.Dump());

            // What the message asks for is enough.
            schema.Execute($"GRANT TEMPORARY ON DATABASE {database} TO {role}");
            Assert.Equal(3, (await scenario.PublishAsync(target)).Assets);
        }
        finally
        {
            schema.Execute($"GRANT TEMPORARY ON DATABASE {database} TO PUBLIC; DROP SCHEMA IF EXISTS {schema.Name} CASCADE; DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    [Fact]
    public async Task A_database_with_another_encoding_is_refused()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(1);
        schema.Execute($"CREATE DATABASE {schema.Name} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        try
        {
            var exception = await FailsAsync(scenario, new PostgreSqlTarget(With(schema, settings => settings.Database = schema.Name)));

            Assert.Equal("PostgreSqlEncodingUnfit", exception.ErrorId);
        }
        finally
        {
            schema.Execute($"DROP DATABASE {schema.Name}");
        }
    }

    [Fact]
    public async Task A_connection_that_breaks_off_leaves_everything_as_it_was()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(5);
        scenario.OnEvent = happened =>
        {
            if (happened is StageProgress { Status: "Merging" })
            {
                schema.Query($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{schema.Name}'");
            }
        };

        var exception = await FailsAsync(scenario, new PostgreSqlTarget(With(schema, settings => settings.ApplicationName = schema.Name), schema: schema.Name));

        Assert.Equal(("PostgreSqlConnectionLost", ConnectorErrorKind.Connection), (exception.ErrorId, exception.Kind));
        Assert.Empty(schema.Query($"SELECT 1 FROM pg_namespace WHERE nspname = '{schema.Name}'"));
    }

    private static string With(PostgreSqlSchemaOfTest schema, Action<NpgsqlConnectionStringBuilder> change)
    {
        var settings = new NpgsqlConnectionStringBuilder(schema.ConnectionString);
        change(settings);
        return settings.ConnectionString;
    }

    private static async Task<PublicationException> FailsAsync(PublicationScenario scenario, PostgreSqlTarget target)
    {
        var exception = await Assert.ThrowsAsync<PublicationException>(() => scenario.PublishAsync(target));
        Assert.DoesNotContain(Secret, exception.ToString(), StringComparison.Ordinal);
        return exception;
    }
}
