using System.IO.Compression;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Shared.Network;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

public sealed class Bad_input_on_the_command_line : IDisposable
{
    private readonly RunFolder _folder = new();

    [Theory]
    [InlineData("does not exist", "-d", "-c", "nosuch.csv")]
    [InlineData("does not exist", "-d")]
    [InlineData("is not a function of Qualys", "-d", "-f", "destroy")]
    [InlineData("plain HTTP to another machine", "-d", "-a", "http://qualysapi.example.com")]
    [InlineData("is not an address of Qualys", "-d", "-a", "https://qualysapi.example.com/path")]
    [InlineData("q_username and q_password", "-c", "good.csv")]
    [InlineData("--batch-size must be a whole number from 1 to 10000, not '0'", "-d", "--batch-size", "0")]
    [InlineData("--batch-size must be a whole number", "-d", "--batch-size", "many")]
    [InlineData("--throttle-limit must be a whole number", "-d", "--throttle-limit", "-1")]
    [InlineData("--max-attempts must be a whole number", "-d", "--max-attempts", "1.5")]
    [InlineData("--failure-limit must be a whole number", "-d", "--failure-limit", "0")]
    [InlineData("--retry-min-seconds must be a number of seconds", "-d", "--retry-min-seconds", "soon")]
    [InlineData("--retry-max-seconds must be a number of seconds", "-d", "--retry-max-seconds", "1e9")]
    [InlineData("--maximum-wait must be a time as 01:30:00", "-d", "--maximum-wait", "8.00:00:00")]
    [InlineData("--maximum-wait must be a time as 01:30:00", "-d", "--maximum-wait", "-5")]
    [InlineData("--maximum-wait must be a time as 01:30:00", "-d", "--maximum-wait", "99999999999999999999999")]
    [InlineData("--timeout-seconds must be a number of seconds", "-d", "--timeout-seconds", "0")]
    [InlineData("--retry-max-seconds must not be less than", "-d", "--retry-min-seconds", "10", "--retry-max-seconds", "5")]
    [InlineData("--duplicates must be", "-d", "--duplicates", "keep")]
    [InlineData("--delimiter must be", "-d", "--delimiter", "ab")]
    [InlineData("--delimiter must be", "-d", "--delimiter", "\"")]
    [InlineData("mapping", "-d", "-c", "good.csv", "--mapping", "nosuch.json")]
    [InlineData("not valid JSON", "-d", "-c", "good.csv", "--mapping", "good.csv")]
    [InlineData("lacks 1 of the columns", "-d", "-c", "good.csv", "--asset-id-column", "Other")]
    [InlineData("with --mapping, another asset id column with --asset-id-column.", "-d", "-c", "good.csv", "--asset-id-column", "Other")]
    [InlineData("--force replaces", "-d", "-c", "good.csv", "--force")]
    [InlineData("does not exist", "-d", "--resume", "nosuch.db")]
    [InlineData("is not a run database", "-d", "--resume", "good.csv")]
    [InlineData("--csv-file cannot be given", "-d", "--resume", "x.db", "-c", "good.csv")]
    [InlineData("--batch-size cannot be given", "-d", "--resume", "x.db", "--batch-size", "5")]
    [InlineData("is named as the export and as the run database", "-d", "-c", "good.csv", "--database", "good.csv", "--force")]
    [InlineData("cannot be created or written", "-d", "-c", "good.csv", "--database", "good.csv/x.db")]
    [InlineData("The log", "-d", "-c", "good.csv", "--log-file", "good.csv/x.log")]
    [InlineData("There is no option '--bogus'", "--bogus")]
    [InlineData("--csv-file needs a value: FILE.", "-c")]
    [InlineData("is a folder, and no file", "-d", "-c", ".")]
    [InlineData("cannot be read: it is a folder. Name a file in it.", "-d", "-c", "good.csv", "--mapping", ".")]
    [InlineData("cannot be created or written: it is a folder. Name a file in it.", "-d", "-c", "good.csv", "--database", ".")]
    [InlineData("its folder does not exist. Make its folder, or name another one.", "-d", "-c", "good.csv", "--database", "no/x.db")]
    [InlineData("he cells of its header are parted by ','. Use --delimiter ','.", "-d", "-c", "good.csv", "--delimiter", ";")]
    [InlineData("Name the file of a run database.", "show", "nosuch.db")]
    [InlineData("Name the file of a run database.", "undo", "nosuch.db")]
    [InlineData("Name the file of a run database.", "report", "nosuch.db")]
    public async Task It_gives_one_clear_line_and_exit_code_1_and_leaves_no_file(string message, params string[] arguments)
    {
        _folder.WriteExport(assets: 1, name: "good.csv");

        ConnectorRun run = await _folder.RunAsync(arguments);

        Assert.Contains(message, run.RequireOneError(1), StringComparison.Ordinal);
        Assert.Equal("", run.Output);
        Assert.Equal(["good.csv"], _folder.Names);
    }

    [Theory]
    [InlineData("--bogus")]
    [InlineData("--batch-size", "x")]
    public async Task What_the_parser_refuses_is_followed_by_a_hint_at_the_help(params string[] arguments)
    {
        ConnectorRun run = await _folder.RunAsync(arguments);

        Assert.EndsWith("See qualys-attributes --help.", run.RequireOneError(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_export_is_named_as_such()
    {
        string export = _folder.Write("export.csv", "");

        Assert.Contains("is empty", (await _folder.RunAsync("-d", "-c", export)).RequireOneError(1), StringComparison.Ordinal);
        Assert.Equal(["export.csv"], _folder.Names);
    }

    [Fact]
    public async Task All_missing_headers_are_named_at_once()
    {
        string export = _folder.Write("export.csv", "Qualys Scans: Qualys ID,Mssql: MSSQL_ Sla\n1,Gold\n");

        string error = (await _folder.RunAsync("-d", "-c", export)).RequireOneError(1);

        Each.Holds(AxoniusContract.Default.Columns.SkipLast(1), column => Assert.Contains($"'{column.Header}'", error, StringComparison.Ordinal));
        Assert.DoesNotContain("Sla", error, StringComparison.Ordinal);
        Assert.Equal(["export.csv"], _folder.Names);
    }

    [Fact]
    public async Task A_zip_is_no_export()
    {
        string path = _folder.PathOf("export.csv");
        using (ZipArchive archive = await ZipFile.OpenAsync(path, ZipArchiveMode.Create, TestContext.Current.CancellationToken))
        {
            using Stream entry = await archive.CreateEntry("export.csv").OpenAsync(TestContext.Current.CancellationToken);
            entry.Write("a,b,c\n1,2,3\n"u8);
        }

        (await _folder.RunAsync("-d", "-c", path)).RequireOneError(1);
        Assert.Equal(["export.csv"], _folder.Names);
    }

    [Fact]
    public async Task An_existing_database_stays_as_it_is_without_force()
    {
        string export = _folder.WriteExport(assets: 1);
        _folder.Write("x.db", "mine");

        ConnectorRun run = await _folder.RunAsync("-d", "-c", export, "--database", "x.db");

        Assert.Contains("--force", run.RequireOneError(1), StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder.PathOf("x.db"), TestContext.Current.CancellationToken));
        Assert.Equal(["export.csv", "x.db"], _folder.Names);
    }

    [Fact]
    public async Task Credentials_are_missed_before_the_export_is_read()
    {
        ConnectorRun run = await _folder.RunAsync(new Dictionary<string, string> { ["q_username"] = "u" }, "-c", "nosuch.csv");

        string error = run.RequireOneError(1);
        Assert.Contains("q_password", error, StringComparison.Ordinal);
        Assert.DoesNotContain("q_username", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_of_the_environment_names_its_variable()
    {
        ConnectorRun run = await _folder.RunAsync(new Dictionary<string, string> { ["q_api_function"] = "destroy" }, "-d");

        Assert.Contains("environment variable q_api_function", run.RequireOneError(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_tried_as_an_option_is_not_repeated()
    {
        foreach (string[] arguments in (string[][])[["--password", "Geheim"], ["--password=Geheim"], ["-p:Geheim"], ["Geheim"]])
        {
            ConnectorRun run = await _folder.RunAsync(arguments);

            Assert.DoesNotContain("Geheim", run.RequireOneError(1), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_unknown_host_ends_the_run_with_the_plan_kept()
    {
        string export = _folder.WriteExport(assets: 3, groups: 3);

        ConnectorRun run = await _folder.RunAsync(RunFolder.Credentials, "-c", export, "-a", "nosuch.invalid");

        Assert.Contains("'nosuch.invalid' is not known", run.RequireOneError(1), StringComparison.Ordinal);
        Assert.Equal("3 of 3 assets: 3 not sent", run.Summary("batches"));
        Assert.Single(_folder.Databases);
    }

    [Fact]
    public async Task A_bad_certificate_ends_the_run_before_anything_is_sent()
    {
        await using var server = new UntrustedServer();

        ConnectorRun run = await _folder.RunAsync(RunFolder.Credentials, "-c", _folder.WriteExport(assets: 3, groups: 3), "-a", server.Address);

        Assert.Contains($"No trusted connection to 'https://{server.Address}' can be made", run.RequireOneError(1), StringComparison.Ordinal);
        Assert.Equal(0, server.BytesRead);
    }

    public void Dispose() => _folder.Dispose();
}
