using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Reporting;
using QualysCustomAttributes.Reporting.Rendering;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.Unit.Reporting;

/// <summary>However large a run is, its report stays one that a browser opens: lists have a beginning, and say how much there is.</summary>
public sealed class Lists_of_a_report
{
    private static readonly AxoniusContract Owners = new("Id", [new("O", "Owner")]);

    [Fact]
    public void Have_their_first_thousand_and_say_how_many_there_are()
    {
        var export = new ExportBuilder(Owners);
        for (int i = 1; i <= 1_001; i++)
        {
            export.Row($"{i}", $"Owner {i}").Row("", $"Lost {i}").Row($"{5_000 + i}", "a").Row($"{5_000 + i}", "b");
        }

        using TestRun run = TestRun.Whole(export, Owners, allowRejected: true);

        QualysRunReport report = ReportedScenario.Read(run.DatabasePath);
        string page = ReportTemplates.ToHtml(report);

        Assert.Equal((1_001L, 1_000), (report.Rejected.Rows.Total, report.Rejected.Rows.Items.Count));
        Assert.Equal((1_001L, 1_000), (report.Duplicates.Total, report.Duplicates.Items.Count));
        Assert.Equal((1_001L, 1_000), (report.Changes.Total, report.Changes.Items.Count));
        Assert.Equal((1_001L, 1_000), (report.Batches.Total, report.Batches.Items.Count));
        Assert.Equal(4, page.Split("The first 1,000 of 1,001 are here.").Length - 1);
        Assert.Contains("The first 50 of 1,001. All of them: rejected_rows in the run database.", ReportTemplates.ToMarkdown(report), StringComparison.Ordinal);
        Assert.DoesNotContain("Owner 999<", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_thousand_nothing_is_said()
    {
        var export = new ExportBuilder(Owners);
        for (int i = 1; i <= 1_000; i++)
        {
            export.Row($"{i}", "Ann");
        }

        using TestRun run = TestRun.Whole(export, Owners);

        QualysRunReport report = ReportedScenario.Read(run.DatabasePath);

        Assert.False(report.Changes.IsCut);
        Assert.DoesNotContain("are here", ReportTemplates.ToHtml(report), StringComparison.Ordinal);
    }

    [Fact]
    public void End_early_where_their_texts_are_long()
    {
        var export = new ExportBuilder(Owners);
        for (int i = 1; i <= 1_000; i++)
        {
            export.Row($"{i}", new string('x', 100_000) + i);
        }

        var list = ReportList.FirstOf(Enumerable.Range(1, 5_000), 5_000, _ => Enumerable.Repeat(new string('"', 100_000), 10));

        Assert.Equal((5_000L, 200, true), (list.Total, list.Items.Count, list.IsCut));
        using TestRun run = TestRun.Whole(export, Owners);
        Assert.InRange(ReportTemplates.ToHtml(ReportedScenario.Read(run.DatabasePath)).Length, 1, 5_000_000);
    }

    [Fact]
    public void Have_one_at_least_and_are_read_no_further_than_they_are_used()
    {
        static IEnumerable<string> Endless()
        {
            while (true)
            {
                yield return new string('x', 1_000);
            }
        }

        Assert.Single(ReportList.FirstOf(Endless(), 9, text => Enumerable.Repeat(text, 3_000)).Items);
        Assert.Equal(1_000, ReportList.FirstOf(Endless(), 9_999, text => [text]).Items.Count);
        Assert.Equal(0, ReportList.FirstOf(Array.Empty<string>(), 0, text => [text]).Total);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("a\u200Bb\tc\u202E", "a[U+200B]b[U+0009]c[U+202E]")]
    [InlineData("übermäßig 😀", "übermäßig 😀")]
    public void Show_what_nobody_sees(string text, string shown) => Assert.Equal(shown, VisibleText.Of(text, 300));

    [Theory]
    [InlineData("abcdef", 3, "abc… (3 more characters)")]
    [InlineData("ab😀cd", 3, "ab… (4 more characters)")]
    [InlineData("abc", 3, "abc")]
    public void Cut_a_text_that_is_very_long(string text, int longest, string shown) => Assert.Equal(shown, VisibleText.Of(text, longest));
}
