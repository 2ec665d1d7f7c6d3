using System.Text.Json;
using System.Text.RegularExpressions;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Reporting;
using QualysCustomAttributes.Reporting.Rendering;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Unit.Verifying;
using Xunit;

namespace QualysCustomAttributes.Unit.Reporting;

/// <summary>Whatever stands in a run database, it stands in a report as text, and can be seen there.</summary>
public sealed partial class Texts_from_outside_in_a_report
{
    // A number makes each findable.
    private const string Hostile = "</script></td><img src=x onerror=alert(1)>\"'`|{{ 7 | times: 6 }}\u2028\u202E\u200B*_[a](http://x.example)@all #1\r\n# {0}~";

    // Each text of the database that a report shows, with the condition under which it is there.
    private static readonly (string Table, string Column)[] Columns =
    [
        ("attribute_set", "Division"), ("attribute_set", "Tier"), ("rejected_rows", "detail"), ("rejected_rows", "raw"), ("rejected_rows", "asset_id"),
        ("batch_execution", "error"), ("batch_execution", "response_code"), ("batch_execution", "status"), ("batch_execution", "not_confirmed_asset_ids"),
        ("api_calls", "error"), ("api_calls", "response_code"), ("plan_source", "path"), ("run", "message"), ("payload_batch", "asset_ids"),
    ];

    private static readonly string[] Options = ["path", "account"];

    [Fact]
    public async Task They_are_escaped_in_every_field_of_the_page()
    {
        await using VerificationScenario scenario = await ReportedScenario.ReconciledAsync();
        string before = ReportTemplates.ToHtml(ReportedScenario.Read(scenario.RunPath));
        int[] marks = Spoil(scenario.RunPath);

        string page = ReportTemplates.ToHtml(ReportedScenario.Read(scenario.RunPath));

        Each.Holds(marks, mark => Assert.Contains(Mark(mark), page, StringComparison.Ordinal));
        Assert.Empty(Tags(page).Except(Tags(before)));
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.Single(Script().Matches(page));
        Assert.DoesNotContain(page, character => character is '\u2028' or '\u202E' or '\u200B');
        Assert.Contains("[U&#x2B;2028][U&#x2B;202E][U&#x2B;200B]", page, StringComparison.Ordinal);
        Assert.DoesNotContain("42\u2028", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_end_no_table_and_begin_nothing_in_Markdown()
    {
        await using VerificationScenario scenario = await ReportedScenario.ReconciledAsync();
        int headings = Headings(ReportTemplates.ToMarkdown(ReportedScenario.Read(scenario.RunPath)));
        Spoil(scenario.RunPath);

        string text = ReportTemplates.ToMarkdown(ReportedScenario.Read(scenario.RunPath));

        Assert.Equal(headings, Headings(text));
        Assert.DoesNotContain("<img", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[a](", text, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", text, StringComparison.Ordinal);
        Assert.DoesNotContain("'`", text, StringComparison.Ordinal);
        Assert.Contains("\\`\\|", text, StringComparison.Ordinal);
        Each.Holds(Rows(text), cells => Assert.Equal(cells.Head, cells.Cells));
    }

    [Fact]
    public async Task They_are_as_they_are_in_JSON()
    {
        await using VerificationScenario scenario = await ReportedScenario.ReconciledAsync();
        Spoil(scenario.RunPath);

        string text = ReportJson.Of(ReportedScenario.Read(scenario.RunPath));

        using JsonDocument json = JsonDocument.Parse(text);
        Assert.Equal(OfMark(2), json.RootElement.GetProperty("rejected").GetProperty("rows").GetProperty("items")[0].GetProperty("detail").GetString());
        Assert.True(System.Text.Ascii.IsValid(text));
        Assert.DoesNotContain("</script>", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enumerations_have_their_names_and_asset_ids_are_text_in_JSON()
    {
        await using VerificationScenario scenario = await ReportedScenario.ReconciledAsync();

        using JsonDocument json = JsonDocument.Parse(ReportJson.Of(ReportedScenario.Read(scenario.RunPath)));

        JsonElement root = json.RootElement;
        Assert.Equal("Partial", root.GetProperty("run").GetProperty("outcome").GetString());
        Assert.Equal("Failed", root.GetProperty("batches").GetProperty("items")[0].GetProperty("outcome").GetString());
        Assert.Equal("BackOff", root.GetProperty("calls").GetProperty("waits")[0].GetProperty("cause").GetString());
        Assert.Equal("Drifted", root.GetProperty("changes").GetProperty("items")[0].GetProperty("keys")[0].GetProperty("reason").GetString());
        Assert.Equal("2", root.GetProperty("changes").GetProperty("items")[0].GetProperty("assetId").GetString());
        Assert.Equal(7, root.GetProperty("changes").GetProperty("total").GetInt64());
    }

    [Fact]
    public void Keys_of_a_mapping_are_escaped_as_values_are()
    {
        var contract = new AxoniusContract("Id", [new("B", "<b>\"Key\"</b>|`x`")]);
        using TestRun run = TestRun.Whole(new ExportBuilder(contract).Row("1", "Cards"), contract);
        QualysRunReport report = ReportedScenario.Read(run.DatabasePath);

        Assert.Contains("&lt;b&gt;&quot;Key&quot;&lt;/b&gt;|`x`", ReportTemplates.ToHtml(report), StringComparison.Ordinal);
        Assert.DoesNotContain("<b>\"", ReportTemplates.ToHtml(report), StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;\"Key\"&lt;/b&gt;\\|\\`x\\`", ReportTemplates.ToMarkdown(report), StringComparison.Ordinal);
    }

    [Fact]
    public void No_template_has_a_say_in_it()
    {
        string folder = Path.Combine(Repository.Root, "src", "QualysCustomAttributes.Core", "Reporting", "Templates");

        Each.Holds(Directory.EnumerateFiles(folder, "*.liquid"), file =>
        {
            string template = File.ReadAllText(file);
            Assert.DoesNotMatch(@"\|\s*raw\b|style=|\son[a-z]+=|https?:|(src|href)=""(?!#)|{%-?\s*(render|liquid|raw)\b", template);
        });
    }

    // The text of a column becomes a hostile one, with the column's place in the list as its number.
    private static int[] Spoil(string path)
    {
        for (int i = 0; i < Columns.Length; i++)
        {
            (string table, string column) = Columns[i];
            SqliteFile.Execute(path, $"UPDATE {table} SET {column} = $1 WHERE {column} <> ''", OfMark(i));
        }

        SqliteFile.Execute(path, "UPDATE rejected_rows SET raw = $1", OfMark(3));
        SqliteFile.Execute(path, "UPDATE verification_pair SET wanted = json_object($1, $2), found = json_object($1, $3) WHERE NOT is_as_wanted", OfMark(100), OfMark(101), OfMark(102));
        for (int i = 0; i < Options.Length; i++)
        {
            SqliteFile.Execute(path, $"UPDATE run SET options = json_set(options, '$.{Options[i]}', $1)", OfMark(200 + i));
        }

        return [.. Enumerable.Range(0, Columns.Length), 100, 101, 102, .. Enumerable.Range(200, Options.Length)];
    }

    private static int Headings(string text) => text.Split('\n').Count(line => line.StartsWith('#'));

    private static string OfMark(int mark) => Hostile.Replace("{0}", $"m{mark}", StringComparison.Ordinal);

    private static string Mark(int mark) => $"m{mark}~";

    private static string[] Tags(string page) => [.. Tag().Matches(page).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)];

    // Of each table the cells of its head, and of each row under it.
    private static IEnumerable<(int Head, int Cells)> Rows(string text)
    {
        int head = 0;
        foreach (string line in text.Split('\n'))
        {
            int cells = Cell().Count(line);
            head = !line.StartsWith('|') ? 0 : head == 0 ? cells : head;
            if (head > 0)
            {
                yield return (head, cells);
            }
        }
    }

    [GeneratedRegex(@"<([a-z0-9]+)[\s>/]")]
    private static partial Regex Tag();

    [GeneratedRegex("<script")]
    private static partial Regex Script();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Cell();
}
