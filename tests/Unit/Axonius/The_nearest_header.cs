using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>A header that is missing is answered with the nearest that is there, and how it differs.</summary>
public sealed class The_nearest_header
{
    private const string Sla = "Mssql: MSSQL_ Sla";

    [Theory]
    [InlineData("mssql: mssql_ sla", "other letter case")]
    [InlineData("Mssql:\u00A0MSSQL_ Sla", "other white space")]
    [InlineData("Mssql:  MSSQL_  Sla", "other white space")]
    [InlineData("Mssql:MSSQL_Sla", "other white space")]
    [InlineData("mssql:MSSQL_SLA", "other letter case and white space")]
    [InlineData("Mssql: MSSQL_\u200B Sla", "characters that are not seen")]
    [InlineData("ServiceNow: MSSQL_ Sla", "another adapter")]
    [InlineData("MSSQL_ Sla", "another adapter")]
    [InlineData("Mssql: MSSQL_ Slaa", "nearly the same")]
    [InlineData("Mssql: MSQL_ Sla", "nearly the same")]
    public void What_is_there_is_named_with_how_it_differs(string there, string how)
    {
        string message = Refuse(new ExportBuilder().Rename(Sla, there)).Message;

        Assert.Contains($"'{Sla}'", message, StringComparison.Ordinal);
        Assert.Contains($"': {how})", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Severity")]
    [InlineData("")]
    [InlineData("Mssql: MSSQL_ Owner of the whole machine")]
    public void What_is_far_away_is_not_named(string there)
    {
        string message = Refuse(new ExportBuilder().Rename(Sla, there)).Message;

        Assert.DoesNotContain(" is there", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_is_bound_already_is_no_answer() =>
        Assert.DoesNotContain("Div_Name", Refuse(new ExportBuilder().Rename("Mssql: MSSQL_ Product", "x")).Message, StringComparison.Ordinal);

    [Fact]
    public void Very_many_headers_are_looked_through_in_no_time()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Refuse(new ExportBuilder().Rename(Sla, "x").ExtraColumns([], [.. Enumerable.Range(0, 200_000).Select(i => $"Mssql: MSSQL_ Sla of {i}")]));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"it took {watch.Elapsed}");
    }

    private static AxoniusContractException Refuse(ExportBuilder export)
    {
        using var run = new TestRun(export.Row("7", "Cards"));
        AxoniusContractException exception = Assert.Throws<AxoniusContractException>(run.Import);
        Assert.Contains(Sla, exception.MissingHeaders.Append(Sla));
        return exception;
    }
}
