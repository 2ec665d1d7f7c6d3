using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Publishing;
using QualysCustomAttributes.Publishing.Csv;
using QualysCustomAttributes.Publishing.PostgreSql;
using QualysCustomAttributes.Publishing.Snapshot;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Shared.Publishing;
using Xunit;

namespace QualysCustomAttributes.Unit.Publishing;

/// <summary>What cannot be published, or not there, is named in a clear line.</summary>
public sealed class Bad_input_of_a_publication
{
    [Fact]
    public void Without_a_target_nothing_is_published() =>
        Assert.Equal("NoPublicationTarget", Assert.Throws<PublicationException>(() => new InventoryPublication(new PublicationOptions { DatabasePath = "x" })).ErrorId);

    [Fact]
    public async Task A_database_that_is_missing_or_something_else_is_named_and_no_folder_is_made()
    {
        using var folder = new TemporaryFolder();
        string text = folder.Write("text.db", "this is no database, and long enough for SQLite to see that it is none ....................................");
        folder.Write("empty.db", "");
        SqliteFile.Execute(folder.Write("other.db", ""), "CREATE TABLE t (x)");

        Assert.Equal("DatabaseNotFound", (await Fails(folder.File("missing.db"), folder)).ErrorId);
        Assert.Equal("DatabaseNotFound", (await Fails(folder.Path, folder)).ErrorId);
        Assert.Equal("DatabaseOfAnotherKind", (await Fails(text, folder)).ErrorId);
        Assert.Equal("DatabaseOfAnotherKind", (await Fails(folder.File("empty.db"), folder)).ErrorId);
        Assert.Equal("DatabaseOfAnotherKind", (await Fails(folder.File("other.db"), folder)).ErrorId);
        Assert.False(Directory.Exists(folder.File("out")));
    }

    [Fact]
    public async Task A_database_of_a_newer_release_is_refused()
    {
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(1);
        scenario.Execute("PRAGMA user_version = 99");

        Assert.Equal("DatabaseNewer", (await Fails(scenario.Inventory.DatabasePath, scenario.Output)).ErrorId);
    }

    [Fact]
    public async Task A_folder_that_is_a_file_is_named()
    {
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(1);
        string file = scenario.Output.Write("taken", "");

        var csv = await Assert.ThrowsAsync<PublicationException>(() => scenario.PublishCsvAsync(file));
        var snapshot = await Assert.ThrowsAsync<PublicationException>(() => scenario.PublishSnapshotAsync(file));

        Each.Holds([csv, snapshot], exception => Assert.Equal(("FolderNotWritable", ConnectorErrorKind.Permission), (exception.ErrorId, exception.Kind)));
        Assert.Contains(file, csv.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("geheim")]
    [InlineData("Host=db;Passwort=geheim")]
    [InlineData("Host=db;Password=ge;heim=geheim")]
    [InlineData("Host=db;Port=geheim")]
    [InlineData("Host=db;Port=1;SSL Mode=geheim")]
    [InlineData("Host=db;Password=\"geheim")]
    [InlineData("postgresql://publisher:geheim@db/inventory")]
    [InlineData("Database=inventory;Password=geheim")]
    [InlineData("")]
    public void A_string_that_is_no_connection_string_is_not_shown(string connectionString)
    {
        var exception = Assert.Throws<PublicationException>(() => new PostgreSqlTarget(connectionString));

        Assert.Equal(("ConnectionStringInvalid", ConnectorErrorKind.InvalidArgument), (exception.ErrorId, exception.Kind));
        Assert.DoesNotContain("geheim", exception.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=db", "db:5432")]
    [InlineData("Host=db;Port=6432", "db:6432")]
    [InlineData("Host=db:6432", "db:6432")]
    [InlineData("Host=one,two:6432", "one,two:6432")]
    public void A_target_names_its_server_with_the_port_that_it_has(string connectionString, string server) =>
        Assert.Equal(server, new PostgreSqlTarget(connectionString).Server);

    [Fact]
    public void A_target_never_shows_its_password()
    {
        var target = new PostgreSqlTarget("Host=db;Database=inventory;Password=geheim", "publisher", "geheimer", "csam");

        Assert.Equal("PostgreSQL db:5432, database inventory, schema csam", target.ToString());
        Assert.DoesNotContain("geheim", new PublicationOptions { DatabasePath = "x", Targets = [target] }.ToString(), StringComparison.Ordinal);
    }

    private static Task<InventoryDatabaseException> Fails(string database, TemporaryFolder folder) => Assert.ThrowsAsync<InventoryDatabaseException>(
        () => new InventoryPublication(new PublicationOptions { DatabasePath = database, Targets = [new CsvTarget(folder.File("out")), new SnapshotTarget(folder.File("out"))] })
            .RunAsync(TestContext.Current.CancellationToken));
}
