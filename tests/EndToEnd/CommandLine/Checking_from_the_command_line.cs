using System.Text.Json;
using System.Xml.Linq;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>The command check says what would come of an export, in lines, as JSON and as JUnit, and its exit code tells a pipeline.</summary>
public sealed class Checking_from_the_command_line : IDisposable
{
    private readonly RunFolder _folder = new();

    [Fact]
    public async Task An_export_that_passes_is_told_and_nothing_is_made()
    {
        string export = _folder.WriteExport(assets: 250, groups: 2);

        ConnectorRun run = await _folder.RunAsync("check", export);

        run.RequireSuccess();
        Assert.Equal("outcome:    passed; 250 assets would be sent in 2 groups and 4 batches.", run.OutputLines[0]);
        Assert.Equal(["export.csv"], _folder.Names);
        Assert.DoesNotContain(run.OutputLines, line => line.Length > 79 && !line.Contains(_folder.FullName, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Warnings_leave_the_exit_code_at_zero_and_what_a_run_would_refuse_makes_it_one()
    {
        string doubtful = _folder.Write("doubtful.csv", RunFolder.Header() + RunFolder.Row(1000, "Retail") + RunFolder.Row(1001, "NULL"));
        string refused = _folder.Write("refused.csv", "Name,Owner\nx,y\n");

        ConnectorRun warned = await _folder.RunAsync("check", doubtful);
        ConnectorRun failed = await _folder.RunAsync("check", refused);
        ConnectorRun dry = await _folder.RunAsync("-d", "-c", refused);

        Assert.Equal((0, ""), (warned.ExitCode, warned.Error));
        Assert.Contains("passed with 1 warning", warned.Output, StringComparison.Ordinal);
        Assert.Contains("--treat-as-empty", warned.Output, StringComparison.Ordinal);
        Assert.Equal((1, ""), (failed.ExitCode, failed.Error));
        Assert.Contains("cannot be used; nothing would be sent", failed.Output, StringComparison.Ordinal);
        Assert.Equal(1, dry.ExitCode);
        Assert.Contains(Unwrapped(dry.Error.Replace("error: ", "", StringComparison.Ordinal)), Unwrapped(failed.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_or_means_nothing_is_one_line_of_error()
    {
        string export = _folder.WriteExport(1);
        _folder.Write("no.db", "no database");

        (await _folder.RunAsync("check", "none.csv")).RequireOneError(1);
        (await _folder.RunAsync("check", _folder.FullName)).RequireOneError(1);
        (await _folder.RunAsync("check", export, "--baseline", "none.db")).RequireOneError(1);
        (await _folder.RunAsync("check", export, "--baseline", "no.db")).RequireOneError(1);
        (await _folder.RunAsync("check", export, "--junit", "no/folder.xml")).RequireOneError(1);
        Assert.Contains("--baseline", (await _folder.RunAsync("check", export, "--minimum-assets", "90")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("percent", (await _folder.RunAsync("check", export, "--minimum-assets", "101")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("each a file of its own", (await _folder.RunAsync("check", export, "--junit", export)).RequireOneError(1), StringComparison.Ordinal);
        Assert.StartsWith(RunFolder.Header(), await File.ReadAllTextAsync(export, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_that_lacks_too_much_of_a_former_run_is_held_by_exit_code_four()
    {
        (await _folder.RunAsync("-d", "-c", _folder.WriteExport(100), "--database", "former.db")).RequireSuccess();
        string export = _folder.WriteExport(85);

        ConnectorRun warned = await _folder.RunAsync("check", export, "--baseline", "former.db");
        ConnectorRun held = await _folder.RunAsync("check", export, "--baseline", "former.db", "--minimum-assets", "90");
        ConnectorRun silent = await _folder.RunAsync("check", export, "--baseline", "former.db", "--warn-below", "85");

        Assert.Equal((0, 4, 0), (warned.ExitCode, held.ExitCode, silent.ExitCode));
        Assert.Contains("The export has 85 assets, 85 % of the 100 of the baseline.", warned.Output, StringComparison.Ordinal);
        Assert.Contains("lacks too much of the baseline", held.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("warning", silent.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JSON_says_the_same_and_stands_alone_on_standard_output()
    {
        string export = _folder.Write("odd.csv", RunFolder.Header() + RunFolder.Row(1000, "Ret\u001b[31mail<b>") + RunFolder.Row(1000, "else") + ",x,,,,,,,,,\n" + RunFolder.Row(1002, "ok"));

        ConnectorRun run = await _folder.RunAsync("check", export, "--json");

        run.RequireSuccess();
        using var json = JsonDocument.Parse(run.Output);
        JsonElement check = json.RootElement;
        Assert.True(check.GetProperty("passed").GetBoolean());
        Assert.Equal((1, 3), (check.GetProperty("assetsPlanned").GetInt64(), check.GetProperty("assets").GetInt64()));
        Assert.Equal(["Usable", "LeftOut", "NoAssetId"], check.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("fate").GetString()));
        Assert.Contains("Warning", check.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("severity").GetString()));
        Assert.Equal("Business", check.GetProperty("keys")[0].GetProperty("key").GetString());
    }

    [Fact]
    public async Task JUnit_has_a_case_for_each_rule_and_is_XML_whatever_the_export_holds()
    {
        string hostile = "x]]>&<b a='\"'>\u0001\u001b[31m\u202e\U0001F3E6\uFFFE";
        string name = OperatingSystem.IsWindows() ? "a&b.csv" : "a&<b>\"\u0007\uFFFE.csv";
        string Rows(string value) => RunFolder.Header()
            + string.Concat(Enumerable.Range(1000, 60).Select(i => RunFolder.Row(i, "~").Replace("~", $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", StringComparison.Ordinal)));
        string export = _folder.Write(name, Rows(hostile));
        (await _folder.RunAsync("-d", "-c", export, "--database", "former.db")).RequireSuccess();
        _folder.Write(name, Rows("another"));
        _folder.Write("junit.xml", "old");

        ConnectorRun run = await _folder.RunAsync("check", export, "--baseline", "former.db", "--junit", "junit.xml");

        Assert.Equal((4, ""), (run.ExitCode, run.Error));
        Assert.DoesNotContain(run.Output, letter => char.IsControl(letter) && letter is not ('\r' or '\n'));
        XElement suite = Assert.Single(XDocument.Load(_folder.PathOf("junit.xml")).Root!.Elements("testsuite"));
        Assert.Equal(("11", "1", "0"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value, suite.Attribute("skipped")!.Value));
        Assert.Equal(11, suite.Elements("testcase").Count());
        XElement failed = Assert.Single(suite.Elements("testcase"), test => test.Element("failure") is not null);
        Assert.Equal("BaselineValues", failed.Attribute("name")!.Value);
        Assert.Contains("x]]>&<b a='\"'>", failed.Element("failure")!.Value, StringComparison.Ordinal);
        Assert.Contains("a&", failed.Attribute("classname")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JUnit_of_an_export_that_cannot_be_used_skips_what_was_not_tried()
    {
        string export = _folder.Write("refused.csv", "Name,Owner\nx,y\n");

        ConnectorRun run = await _folder.RunAsync("check", export, "--junit", "junit.xml");

        Assert.Equal(1, run.ExitCode);
        XElement suite = XDocument.Load(_folder.PathOf("junit.xml")).Root!.Element("testsuite")!;
        Assert.Equal("Contract", Assert.Single(suite.Elements("testcase"), test => test.Element("failure") is not null).Attribute("name")!.Value);
        Assert.Contains(suite.Elements("testcase"), test => test.Attribute("name")!.Value == "Rows" && test.Element("skipped") is not null);
    }

    [Fact]
    public async Task The_options_of_reading_are_those_of_a_run()
    {
        string export = _folder.Write(
            "other.csv", RunFolder.Header(';') + RunFolder.Row(1000, "NULL", ';') + RunFolder.Row(1001, "x", ';') + RunFolder.Row(1001, "x", ';') + RunFolder.Row(1002, "x", ';'));

        ConnectorRun run = await _folder.RunAsync(
            "check", export, "--delimiter", ";", "--treat-as-empty", "null", "--duplicates", "exclude", "--batch-size", "1", "--json");
        ConnectorRun dry = await _folder.RunAsync(
            "-d", "-c", export, "--delimiter", ";", "--treat-as-empty", "null", "--duplicates", "exclude", "--batch-size", "1");

        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal("1 of 1 asset", dry.Summary("batches").Split(':')[0].Replace("assets", "asset", StringComparison.Ordinal));
        Assert.Equal((1, 1, 1), (json.RootElement.GetProperty("assetsPlanned").GetInt64(), json.RootElement.GetProperty("batches").GetInt64(), json.RootElement.GetProperty("excludedAssets").GetInt64()));
    }

    public void Dispose() => _folder.Dispose();

    private static string Unwrapped(string text) => string.Join(' ', text.Split((char[])[' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
