using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>What the command line does not know is named, with what was probably meant; nobody is asked for an account before.</summary>
public sealed class Words_that_are_not_understood : IDisposable
{
    private readonly RunFolder _folder = new();

    [Theory]
    [InlineData("There is no command 'plann'. Did you mean plan? See qualys-attributes --help.", "plann")]
    [InlineData("There is no command 'verfy'. Did you mean verify? See qualys-attributes --help.", "verfy", "run.db")]
    [InlineData("There is no command 'inv'. Did you mean inventory? See qualys-attributes --help.", "inv")]
    [InlineData("There is no command 'sync'. There are check, plan, apply, resume, undo, show, trace, report, inventory, publish, verify; without a command an export is synchronized. See qualys-attributes --help.", "sync")]
    [InlineData("There is no option '--dryrun'. Did you mean --dry-run? See qualys-attributes --help.", "--dryrun", "-c", "x.csv")]
    [InlineData("There is no option '-DryRun'. Did you mean --dry-run? See qualys-attributes --help.", "-DryRun")]
    [InlineData("There is no option '-dryrun'. Did you mean --dry-run? See qualys-attributes --help.", "-dryrun")]
    [InlineData("There is no option '--cvs-file'. Did you mean --csv-file? See qualys-attributes plan --help.", "plan", "--cvs-file", "x.csv")]
    [InlineData("There is no option '--page'. Did you mean --page-size? See qualys-attributes inventory --help.", "inventory", "--page", "5")]
    [InlineData("There is no option '-x'. See qualys-attributes plan --help.", "plan", "-x")]
    [InlineData("'--since' is an option of inventory, and not of qualys-attributes. See qualys-attributes --help.", "--since", "7d")]
    [InlineData("'x.csv' belongs to no option. An export is named with --csv-file. See qualys-attributes plan --help.", "plan", "x.csv")]
    [InlineData("'b.db' belongs to no option. A value with spaces needs quotes. See qualys-attributes verify --help.", "verify", "a", "b.db")]
    [InlineData("--csv-file needs a value: FILE. See qualys-attributes plan --help.", "plan", "--csv-file")]
    [InlineData("There is no option '--database'. RUN stands without one: qualys-attributes trace ID [RUN]. See qualys-attributes trace --help.", "trace", "1500000001", "--database", "run.db")]
    [InlineData("There is no option '--run'. RUN stands without one: qualys-attributes show RUN [WHAT]. See qualys-attributes show --help.", "show", "--run", "run.db")]
    [InlineData("There is no option '--run'. RUN stands without one: qualys-attributes report RUN. See qualys-attributes report --help.", "report", "--run")]
    [InlineData("There is no option '--batches'. WHAT stands without one: qualys-attributes show RUN [WHAT]. See qualys-attributes show --help.", "show", "run.db", "--batches")]
    [InlineData("There is no option '-c'. FILE stands without one: qualys-attributes check FILE. See qualys-attributes check --help.", "check", "-c", "export.csv")]
    [InlineData("There is no option '--jsn'. Did you mean --json? See qualys-attributes show --help.", "show", "run.db", "--jsn")]
    [InlineData("show needs RUN: The run database, or a folder of them. See qualys-attributes show --help.", "show")]
    [InlineData("apply needs RUN: The run database. See qualys-attributes apply --help.", "apply")]
    public async Task They_are_named_with_what_was_probably_meant(string error, params string[] arguments)
    {
        ConnectorRun run = await _folder.RunAsync(arguments);

        Assert.Equal($"error: {error}", run.RequireOneError(1));
        Assert.Equal("", run.Output);
        Assert.Empty(_folder.Names);
    }

    [Theory]
    [InlineData("Geheim7")]
    [InlineData("plan", "geheim")]
    [InlineData("-d", "geheim")]
    public async Task A_word_that_may_be_a_password_is_not_repeated(params string[] arguments)
    {
        ConnectorRun run = await _folder.RunAsync(arguments);

        Assert.DoesNotContain("geheim", run.RequireOneError(1), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Nothing_at_all_is_answered_with_the_help_and_what_is_missing_and_no_word_of_credentials()
    {
        ConnectorRun run = await _folder.RunAsync();

        Assert.Equal(
            "error: There is no Axonius export './data/input.csv'. Name one with --csv-file, or in the environment variable q_csv_file.",
            run.RequireOneError(1));
        Assert.Equal((await _folder.RunAsync("--help")).Output, run.Output);
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public async Task Nothing_at_all_is_a_run_where_the_export_is_there_or_named()
    {
        var named = new Dictionary<string, string> { ["q_csv_file"] = _folder.WriteExport(assets: 1) };
        Assert.Contains("There are no credentials", (await _folder.RunAsync(named)).RequireOneError(1), StringComparison.Ordinal);

        _folder.Write("data/input.csv", RunFolder.Header());
        Assert.Contains("There are no credentials", (await _folder.RunAsync()).RequireOneError(1), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
