using QualysCustomAttributes.Publishing;
using QualysCustomAttributes.Shared.Publishing;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.PostgreSql;

/// <summary>An inventory is merged into PostgreSQL by its keys, whole or not at all.</summary>
public sealed class Merging_into_PostgreSQL
{
    // The same text asks both databases.
    private static readonly string[] Queries =
    [
        "SELECT assetId, assetUUID, hostId, lastModifiedDate, agent_lastCheckedInDate, assetName, totalMemory, operatingSystem, softwareListData, riskScore, BATCH_DATE, BATCH_NUMBER, Row_Last_Updated FROM Q_Asset_Inventory ORDER BY assetId",
        "SELECT assetId, fullName FROM Q_Asset_Inventory_Software_AssetId",
        "SELECT fullName, osName, isIgnored, ignoredReason, category, gaDate, eolDate, stage FROM Q_Asset_Inventory_Software_OS_Unique",
        "SELECT assetId, key, value, connectorName FROM Q_Asset_Inventory_Custom_Attribute",
        "SELECT STATUS_NAME, STATUS_DETAIL, LAST_BATCH_PROCESSED, Row_Last_Updated FROM Q_Asset_Inventory_Status",
        "SELECT run_id, started_at, last_updated_after, since_rule, page_size, selection, gateway, expected, pages, assets, resumed, ended_at, outcome, message FROM inventory_run",
    ];

    [Fact]
    public async Task The_first_publication_makes_the_tables_and_the_same_queries_give_the_same_rows()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync();

        PublishedTarget target = await scenario.PublishAsync(schema.Target);

        Assert.Equal((25, 0, 0), (target.Assets, target.AssetsUnchanged, target.AssetsNewer));
        AssertSame(scenario, schema);
        Assert.Equal(target.Tables.Select(table => $"{table.Rows}"), target.Tables.Select(table => schema.Query($"SELECT count(*) FROM {table.Name}").Single()));
        Assert.Equal(["bigint|bigint|text"], schema.Query($"SELECT max(format_type(atttypid, -1)) FILTER (WHERE attname = 'assetid'), max(format_type(atttypid, -1)) FILTER (WHERE attname = 'hostid'), max(format_type(atttypid, -1)) FILTER (WHERE attname = 'lastmodifieddate') FROM pg_attribute WHERE attrelid = '{schema.Name}.q_asset_inventory'::regclass"));
        Assert.Equal("9007199254740993", schema.Query("SELECT min(assetId) FROM Q_Asset_Inventory").Single());
        Assert.Empty(scenario.Warnings);
    }

    [Fact]
    public async Task A_second_publication_replaces_what_changed_and_leaves_the_rest()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync();
        await scenario.PublishAsync(schema.Target);
        schema.Execute("ALTER TABLE Q_Asset_Inventory ADD note text; UPDATE Q_Asset_Inventory SET note = 'mine'");
        List<string> before = schema.Query("SELECT xmin::text, assetId FROM Q_Asset_Inventory ORDER BY assetId");
        ulong changed = scenario.Inventory.Sandbox.Inventory.Ids[7];
        scenario.Inventory.Sandbox.Inventory.Touch(changed, """
            {"assetName":"neu","veryNew":{"a":1},"softwareListData":{"software":[{"id":1,"fullName":"Only this one"}]},"customAttributes":[{"key":"Business","value":"New","connectorName":"Qualys"}]}
            """);
        await scenario.Inventory.ExportAsync(scenario.Inventory.Options with { LastUpdatedAfter = null, Incremental = true });

        PublishedTarget target = await scenario.PublishAsync(schema.Target);

        Assert.Equal(25, target.Assets + target.AssetsUnchanged);
        Assert.InRange(target.Assets, 1, 24);
        AssertSame(scenario, schema);
        Assert.Equal(["Only this one"], schema.Query($"SELECT fullName FROM Q_Asset_Inventory_Software_AssetId WHERE assetId = {changed}"));
        Assert.Equal(["Business|New"], schema.Query($"SELECT key, value FROM Q_Asset_Inventory_Custom_Attribute WHERE assetId = {changed}"));
        Assert.Equal(["neu|{\"a\":1}|mine"], schema.Query($"SELECT assetName, veryNew, note FROM Q_Asset_Inventory WHERE assetId = {changed}"));
        Assert.Equal(25 - target.Assets, schema.Query("SELECT xmin::text, assetId FROM Q_Asset_Inventory ORDER BY assetId").Intersect(before).Count());
    }

    [Fact]
    public async Task A_name_that_would_flood_or_steer_the_terminal_is_shown_short_and_plain()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(1);
        scenario.Execute($"ALTER TABLE Q_Asset_Inventory ADD COLUMN \"\u001b[31m{new string('n', 100_000)}\"");

        await scenario.PublishAsync(schema.Target);

        Assert.Contains($"'?[31m{new string('n', 58)}…' as '?[31m", Assert.Single(scenario.Warnings), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', scenario.Warnings[0]);
    }

    [Fact]
    public async Task Publishing_again_changes_nothing()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync();
        await scenario.PublishAsync(schema.Target);
        string before = schema.Dump();

        PublishedTarget target = await scenario.PublishAsync(schema.Target);

        Assert.Equal((0, 25, 0), (target.Assets, target.AssetsUnchanged, target.AssetsNewer));
        Assert.Equal(before, schema.Dump());
    }

    [Fact]
    public async Task Assets_of_another_database_stay_and_so_do_its_runs()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario first = await PublicationScenario.StartAsync(5);
        await first.PublishAsync(schema.Target);
        await using PublicationScenario second = await PublicationScenario.StartAsync(4);
        second.Execute("UPDATE Q_Asset_Inventory SET assetId = assetId - 1000; UPDATE asset_version SET asset_id = asset_id - 1000; UPDATE software_asset SET asset_id = asset_id - 1000; UPDATE custom_attribute_asset SET asset_id = asset_id - 1000");

        await second.PublishAsync(schema.Target);

        Assert.Equal(["9"], schema.Query("SELECT count(*) FROM Q_Asset_Inventory"));
        Assert.Equal(["2"], schema.Query("SELECT count(*) FROM inventory_run WHERE run_id = 1"));
        foreach (PublicationScenario each in (PublicationScenario[])[first, second])
        {
            List<string> software = each.Inventory.Query("SELECT assetId, fullName FROM Q_Asset_Inventory_Software_AssetId");
            Assert.Empty(software.Except(schema.Query("SELECT assetId, fullName FROM Q_Asset_Inventory_Software_AssetId")));
        }
    }

    [Fact]
    public async Task A_stale_database_takes_nothing_back()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(10);
        PublishedTarget stale = await scenario.PublishSnapshotAsync(scenario.Output.Path);
        scenario.Inventory.Sandbox.Inventory.Touch(scenario.Inventory.Sandbox.Inventory.Ids[3], """{"assetName":"newer","lastModifiedDate":"2031-01-01T00:00:00.500Z"}""");
        await scenario.Inventory.ExportAsync();
        scenario.Execute("UPDATE Q_Asset_Inventory_Software_OS_Unique SET stage = 'EOL'; UPDATE Q_Asset_Inventory SET Row_Last_Updated = '2031-01-01 00:00:00'; UPDATE Q_Asset_Inventory_Status SET Row_Last_Updated = '2031-01-01 00:00:00', STATUS_DETAIL = 'the newer'");
        await scenario.PublishAsync(schema.Target);
        string before = schema.Dump();

        PublishedTarget target = await scenario.PublishAsync(schema.Target, database: stale.Location);

        Assert.Equal((0, 10), (target.Assets, target.AssetsNewer));
        Assert.Equal(before, schema.Dump());
        Assert.Contains("10 assets are newer in PostgreSQL", Assert.Single(scenario.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_id_beyond_64_bits_makes_its_column_text_and_every_id_stays_exact()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(3);
        scenario.Execute("UPDATE Q_Asset_Inventory SET hostId = 9223372036854775807, cpuCount = 4");
        await scenario.PublishAsync(schema.Target);
        Assert.Equal(["27670116110564327421"], schema.Query("SELECT sum(hostId)::text FROM Q_Asset_Inventory"));
        scenario.Execute("UPDATE Q_Asset_Inventory SET hostId = '18446744073709551615', cpuCount = 2.5, Row_Last_Updated = '2031-01-01 00:00:00' WHERE assetId = (SELECT min(assetId) FROM Q_Asset_Inventory)");

        await scenario.PublishAsync(schema.Target);
        await scenario.PublishAsync(schema.Target);

        Assert.Equal(["18446744073709551615|2.5", "9223372036854775807|4", "9223372036854775807|4"], schema.Query("SELECT hostId, cpuCount FROM Q_Asset_Inventory ORDER BY assetId"));
    }

    [Fact]
    public async Task An_asset_whose_id_no_bigint_holds_is_left_out_and_told_of()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(3);
        scenario.Inventory.Sandbox.Inventory.Put(
            9999999999999999999, """{"assetId":9999999999999999999,"softwareListData":[{"fullName":"only there"}],"customAttributes":"only: there"}""");
        await scenario.PublishAsync(schema.Target);
        await scenario.Inventory.ExportAsync(scenario.Inventory.Options with { StartOver = true });
        Assert.Equal(["4"], scenario.Inventory.Query("SELECT count(*) FROM Q_Asset_Inventory"));

        PublishedTarget target = await scenario.PublishAsync(schema.Target);

        Assert.Equal(3, target.Assets + target.AssetsUnchanged);
        Assert.StartsWith("1 asset with an id above 9223372036854775807 could not be published", Assert.Single(scenario.Warnings), StringComparison.Ordinal);
        Assert.Equal(["3|0"], schema.Query("SELECT count(*), count(*) FILTER (WHERE assetid > 9223372036854775800) FROM q_asset_inventory"));
        Assert.Equal(["0"], schema.Query("SELECT count(*) FROM q_asset_inventory_custom_attribute WHERE key = 'only'"));
        Assert.Equal(["bigint"], schema.Query("SELECT DISTINCT pg_typeof(assetid)::text FROM q_asset_inventory"));
    }

    [Fact]
    public async Task What_PostgreSQL_text_does_not_take_is_replaced_and_counted()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(2);
        scenario.Execute("UPDATE Q_Asset_Inventory SET assetName = 'a' || char(0) || 'b', address = CAST(x'61EDA08062' AS TEXT), dnsName = 'Ä\\n\t\\N😀' WHERE assetId = (SELECT min(assetId) FROM Q_Asset_Inventory)");
        scenario.Execute("UPDATE software_name SET fullName = char(0) WHERE software_id = 1; UPDATE software_name SET fullName = char(65533) WHERE software_id = 2");

        await scenario.PublishAsync(schema.Target);

        Assert.Equal(["a\uFFFDb|a\uFFFD\uFFFD\uFFFDb|Ä\\n\t\\N😀"], schema.Query("SELECT assetName, address, dnsName FROM Q_Asset_Inventory ORDER BY assetId LIMIT 1"));
        Assert.StartsWith("3 texts held U+0000", Assert.Single(scenario.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_that_PostgreSQL_cannot_have_are_cut_or_numbered()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(1);
        string longest = new('é', 40);
        scenario.Execute($"ALTER TABLE Q_Asset_Inventory ADD COLUMN \"{longest}1\"");
        scenario.Execute($"ALTER TABLE Q_Asset_Inventory ADD COLUMN \"{longest}2\"");
        scenario.Execute("ALTER TABLE Q_Asset_Inventory ADD COLUMN \"order by \"\"Name\"\"\"");
        scenario.Execute("ALTER TABLE Q_Asset_Inventory ADD COLUMN xmin");
        scenario.Execute($"UPDATE Q_Asset_Inventory SET \"{longest}1\" = 'one', \"{longest}2\" = 'two', \"order by \"\"Name\"\"\" = 'three', xmin = 'four'");

        await scenario.PublishAsync(schema.Target);

        Assert.Equal(["one|two|three|four"], schema.Query($"SELECT {longest}1, {longest[..30]}_2, \"order by \"\"name\"\"\", xmin_ FROM Q_Asset_Inventory"));
        Assert.Contains("'xmin' as 'xmin_'", Assert.Single(scenario.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Software_names_and_values_of_any_length_are_taken()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(2);
        string endless = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i:X}"));
        scenario.Execute("UPDATE software_name SET fullName = $1 WHERE software_id = 1; UPDATE Q_Asset_Inventory_Software_OS_Unique SET fullName = $1 WHERE fullName = (SELECT min(fullName) FROM Q_Asset_Inventory_Software_OS_Unique)", endless);
        scenario.Execute("INSERT INTO custom_attribute_entry SELECT min(set_id), 1000, $1, $1, $1 FROM custom_attribute_asset", endless);

        await scenario.PublishAsync(schema.Target);

        AssertSame(scenario, schema);
    }

    [Fact]
    public async Task Two_publications_at_once_come_one_after_the_other()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(30);

        PublishedTarget[] targets = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => scenario.PublishAsync(schema.Target)));

        Assert.Equal(30, targets.Sum(target => target.Assets));
        Assert.Equal(90, targets.Sum(target => target.AssetsUnchanged));
        AssertSame(scenario, schema);
    }

    [Fact]
    public async Task A_publication_that_waits_for_another_says_so_and_can_be_stopped()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(1);
        await using Npgsql.NpgsqlConnection other = schema.Connect();
        using (var command = new Npgsql.NpgsqlCommand($"SELECT pg_advisory_lock(1363362153, hashtext('{schema.Name}'))", other))
        {
            command.ExecuteNonQuery();
        }

        using var stop = new CancellationTokenSource();
        scenario.OnEvent = happened => stop.CancelAfter(happened is ConnectorWarning ? TimeSpan.Zero : Timeout.InfiniteTimeSpan);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scenario.PublishAsync(schema.Target, stop: stop.Token));

        Assert.StartsWith("Another publication", Assert.Single(scenario.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readers_see_the_former_state_until_a_publication_is_whole()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(5);
        var seen = new List<string>();
        scenario.OnEvent = happened =>
        {
            if (happened is StageProgress { Status: "Merging" })
            {
                seen.AddRange(schema.Query($"SELECT count(*) FROM pg_tables WHERE schemaname = '{schema.Name}'"));
            }
        };

        await scenario.PublishAsync(schema.Target);

        Assert.Equal(["0"], seen);
    }

    private static void AssertSame(PublicationScenario scenario, PostgreSqlSchemaOfTest schema)
    {
        foreach (string query in Queries)
        {
            List<string> expected = scenario.Inventory.Query(query);
            Assert.NotEmpty(expected);
            Assert.Equal(expected.Order(StringComparer.Ordinal), schema.Query(query).Order(StringComparer.Ordinal));
        }
    }
}
