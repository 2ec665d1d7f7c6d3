using System.IO.Compression;
using System.Text;
using QualysCustomAttributes.Shared;
using QualysSandbox;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>Exports that something on the way spoiled, given to the command line as they come, and what is left of them.</summary>
public sealed class Exports_as_they_really_are : IDisposable
{
    private const string Rest = ",,,,,,,,,";

    private readonly RunFolder _folder = new();

    [Theory]
    [InlineData("header alone", "has a header and no rows")]
    [InlineData("ids that end in .0", "all 20 ids end in .0: a spreadsheet or a script made numbers of them")]
    [InlineData("ids with an exponent", "all 20 ids are written with an exponent")]
    [InlineData("ids with thousands separators", "all 20 ids have thousands separators")]
    [InlineData("another code page", "--encoding, as windows-1252")]
    [InlineData("more than half rejected", "11 of 20 rows have no asset id")]
    [InlineData("no values", "20 assets have no value for any attribute")]
    [InlineData("a page of HTML", "it is a page of HTML with the title 'Sign in'")]
    [InlineData("JSON", "it is JSON")]
    [InlineData("a PDF document", "it is a PDF document")]
    [InlineData("headers of another case", "(there is 'mssql: mssql_ sla': other letter case)")]
    public async Task What_cannot_be_used_is_an_error_that_names_the_pattern(string kind, string message)
    {
        string path = Write(kind);
        await using SandboxServer server = await RunFolder.StartSandboxAsync();

        ConnectorRun run = await _folder.RunAsync(RunFolder.Credentials, "-a", RunFolder.AddressOf(server), "-c", path);

        Assert.Contains(message, run.RequireOneError(1), StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("cut in the middle", "warning: The export was cut: it ends in the middle of its last record, at line 22", 20, 1)]
    [InlineData("whole without line end", "", 20, 0)]
    [InlineData("sep=", "warning: The Axonius export", 20, 0)]
    [InlineData("#TYPE", "begins with '#TYPE", 20, 0)]
    [InlineData("gzip", "is compressed with gzip", 20, 0)]
    [InlineData("one id with thousands separators", "warning: 1 row, or id of a row, was rejected: 1 has an id with thousands separators", 20, 1)]
    [InlineData("one row of another code page", "Name the encoding of the export with --encoding, as windows-1252.", 20, 1)]
    [InlineData("short ids", "warning: 1 asset id has one to four digits (17)", 21, 0)]
    [InlineData("rows of separators", "", 20, 0)]
    [InlineData("what nobody sees", "warning: Characters were taken out of the values", 20, 0)]
    [InlineData("texts that stand for none", "warning: 20 cells hold texts that stand for no value: '#N/A' 20. They are used as they are; texts that are named are treated as empty. Name them with --treat-as-empty.", 20, 0)]
    public async Task What_can_be_used_is_and_the_rest_is_told(string kind, string told, int assets, int rejected)
    {
        ConnectorRun run = await _folder.RunAsync("-d", "-c", Write(kind), "--database", "run.db");

        run.RequireSuccess();
        Assert.Equal(assets.ToString(System.Globalization.CultureInfo.InvariantCulture), run.Summary("ids in rows"));
        Assert.StartsWith(rejected == 0 ? "0" : "1 (", run.Summary("rejected"), StringComparison.Ordinal);
        Assert.Equal(told.Length > 0, run.OutputLines.Any(line => line.StartsWith("warning: ", StringComparison.Ordinal)));
        Assert.Contains(told, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("another code page", "--encoding", "1252")]
    [InlineData("more than half rejected", "--allow-rejected")]
    public async Task What_the_message_proposes_helps(string kind, params string[] proposed)
    {
        ConnectorRun run = await _folder.RunAsync(["-d", "-c", Write(kind), .. proposed]);

        run.RequireSuccess();
    }

    [Fact]
    public async Task Texts_that_are_named_are_no_values_and_what_nobody_sees_stays_where_it_is_asked_for()
    {
        Write("texts that stand for none");
        Write("what nobody sees");

        (await _folder.RunAsync("-d", "-c", "texts that stand for none.csv", "--treat-as-empty", "NULL,#n/a", "--database", "a.db")).RequireSuccess();
        (await _folder.RunAsync("-d", "-c", "what nobody sees.csv", "--keep-invisible", "--database", "b.db")).RequireSuccess();

        Assert.Equal(1L, SqliteFile.Scalar(_folder.PathOf("a.db"), "SELECT count(*) FROM qualys_attribute_payloads_grouped WHERE payload_custom_attributes NOT LIKE '%N/A%'"));
        Assert.Equal(1L, SqliteFile.Scalar(_folder.PathOf("b.db"), "SELECT count(*) FROM qualys_attribute_payloads_grouped WHERE payload_custom_attributes LIKE '%Ba\u200Bnk%'"));
    }

    [Fact]
    public async Task A_pipe_and_a_device_are_refused_at_once()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "there is no mkfifo on this system");
        using (var made = System.Diagnostics.Process.Start("mkfifo", [_folder.PathOf("pipe.csv")]))
        {
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Contains("no file", (await _folder.RunAsync("-d", "-c", "pipe.csv")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("no file", (await _folder.RunAsync("-d", "-c", "/dev/zero")).RequireOneError(1), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string Write(string kind)
    {
        string path = _folder.PathOf(kind + ".csv");
        File.WriteAllBytes(path, Content(kind));
        return path;
    }

    private static byte[] Content(string kind) => kind switch
    {
        "header alone" => Utf8(RunFolder.Header()),
        "ids that end in .0" => Utf8(Rows(i => $"{i}.0,Bank")),
        "ids with an exponent" => Utf8(Rows(_ => "1.5E+09,Bank")),
        "ids with thousands separators" => Utf8(Rows(i => $"\"1,500,000,{i % 1000:000}\",Bank")),
        "another code page" => Encoding.Latin1.GetBytes(Rows(i => $"{i},Bänk")),
        "more than half rejected" => Utf8(Rows(i => i % 20 < 11 ? ",Bank" : $"{i},Bank")),
        "no values" => Utf8(Rows(i => $"{i},")),
        "a page of HTML" => Utf8("<!DOCTYPE html><html><head><title>Sign in</title></head></html>"),
        "JSON" => Utf8("[{\"id\": 1}]"),
        "a PDF document" => [.. "%PDF-1.7\n"u8, 0xE2, 0xE3],
        "headers of another case" => Utf8(Rows(i => $"{i},Bank").Replace("Mssql: MSSQL_ Sla", "mssql: mssql_ sla", StringComparison.Ordinal)),
        "cut in the middle" => Utf8(Rows(i => $"{i},Bank") + "1500000099,Ba"),
        "whole without line end" => Utf8(Rows(i => $"{i},Bank").TrimEnd('\n')),
        "sep=" => Utf8("sep=,\r\n" + Rows(i => $"{i},Bank")),
        "#TYPE" => Utf8("#TYPE Selected.System.Management.Automation.PSCustomObject\n" + Rows(i => $"{i},Bank")),
        "gzip" => Gzip(Utf8(Rows(i => $"{i},Bank"))),
        "one id with thousands separators" => Utf8(Rows(i => $"{i},Bank") + "\"1,500,000,009\",Bank" + Rest + "\n"),
        "one row of another code page" => Encoding.Latin1.GetBytes(Rows(i => $"{i},Bank") + "1500000099,Bänk" + Rest + "\n"),
        "short ids" => Utf8(Rows(i => $"{i},Bank") + "17,Bank" + Rest + "\n"),
        "rows of separators" => Utf8(Rows(i => $"{i},Bank") + string.Concat(Enumerable.Repeat("," + Rest + "\n", 500))),
        "what nobody sees" => Utf8(Rows(i => $"{i},Ba\u200Bnk\u0001")),
        "texts that stand for none" => Utf8(Rows(i => $"{i},#N/A").Replace(Rest, ",x,,,,,,,,", StringComparison.Ordinal)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static string Rows(Func<long, string> row) =>
        RunFolder.Header() + string.Concat(Enumerable.Range(0, 20).Select(i => row(1_500_000_000L + i) + Rest + "\n"));

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
