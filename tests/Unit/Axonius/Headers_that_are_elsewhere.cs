using System.Text;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>What is said where the first line is no header, or the header of another adapter.</summary>
public sealed class Headers_that_are_elsewhere
{
    private static readonly string Header = Encoding.UTF8.GetString(new ExportBuilder().NoByteOrderMark().NoNewLineAtTheEnd().ToBytes());

    [Theory]
    [InlineData("Mssql: MSSQL_ Business_Name", "Servicenow: Business_Name", "another adapter")]
    [InlineData("Mssql: MSSQL_ Business_Name", "Snow: SNOW_ Business Name", "another adapter")]
    [InlineData("Snow: Business_Name", "Servicenow: Business_Name", "another adapter")]
    [InlineData("Mssql: MSSQL_ Recoverytier", "RecoveryTier", "without the adapter's name")]
    [InlineData("Mssql: MSSQL_ Sla", "SLA", "without the adapter's name")]
    [InlineData("Mssql: MSSQL_ Sla", "sla", "without the adapter's name")]
    [InlineData("Qualys Scans: Qualys ID", "ID", null)]
    [InlineData("Mssql: MSSQL_ Product", "Productgroup", null)]
    [InlineData("Mssql: MSSQL_ Sla", "Other_Sla", null)]
    public void A_name_that_ends_the_same_behind_its_adapter_is_proposed(string missing, string there, string? difference) => Assert.Equal(
        difference is null ? null : (there, difference), new NearestHeader([there], new HashSet<string>()).Find(missing));

    [Fact]
    public void Each_column_of_another_adapter_is_proposed_for_its_like()
    {
        ExportBuilder export = AxoniusContract.Default.Columns.Aggregate(
            new ExportBuilder(), (all, column) => all.Rename(column.Header, "Servicenow: " + column.Header["Mssql: MSSQL_ ".Length..]));
        string message = Refuse(export.Row("7", "Cards").ToBytes());

        Assert.Contains("lacks 10 of the columns", message, StringComparison.Ordinal);
        Assert.Equal(10, message.Split(": another adapter)").Length - 1);
        Assert.Contains("'Mssql: MSSQL_ Sla' (there is 'Servicenow: Sla': another adapter)", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1500000001,Cards,,,,,,,,,\n1500000002,Cards,,,,,,,,,\n", "'1500000001, Cards'")]
    [InlineData("Cards,\"1500000001\"\nCards,1500000002\n", "'Cards, 1500000001'")]
    [InlineData("1500000001\n", "'1500000001'")]
    [InlineData("sep=,\n1500000001,Cards\n", "'1500000001, Cards'", 2)]
    public void A_first_line_of_data_is_called_so(string text, string shown, int line = 1)
    {
        string message = Refuse(Encoding.UTF8.GetBytes(text));

        Assert.Contains($"has no header: line {line} holds {shown}, which is data. Export it again from Axonius with its header line.", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Devices of Monday\n", 2, "'Devices of Monday'")]
    [InlineData("\"Devices, of \"\"Monday\"\"\",2026\n", 2, "'Devices, of Monday, 2026'")]
    [InlineData("Devices; of Monday\n\n", 3, "'Devices; of Monday'")]
    [InlineData("a\nb\nc\nd\ne\n", 6, "'a'")]
    [InlineData("7\n", 2, "'7'")]
    [InlineData("Qualys Scans: Qualys ID\n", 2, "'Qualys Scans: Qualys ID'")]
    public void A_title_above_the_header_is_called_so_and_the_line_of_the_header_is_named(string above, int line, string shown)
    {
        string message = Refuse(Encoding.UTF8.GetBytes(above + Header + "\n7,Cards\n"));

        Assert.Contains(
            $"does not begin with its header: line 1 holds {shown}, and the header stands on line {line}. "
                + "Take out what stands above it, or export it again from Axonius.",
            message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_is_further_down_or_lacks_most_names_is_none()
    {
        Assert.DoesNotContain("stands on line", Refuse(Encoding.UTF8.GetBytes("a\nb\nc\nd\ne\nf\n" + Header + "\n7,Cards\n")), StringComparison.Ordinal);
        Assert.DoesNotContain("stands on line", Refuse(Encoding.UTF8.GetBytes("a\nMssql: MSSQL_ Sla,Mssql: MSSQL_ Product\n7,Cards\n")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_of_other_names_is_a_header()
    {
        Assert.Contains("lacks 11 of the columns", Refuse("Name,Owner\n7,Cards\n"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("lacks 11 of the columns", Refuse("Servicenow: Sla,Servicenow: Product,2026\n7,Cards\n"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("lacks 9 of the columns", Refuse("Qualys Scans: Qualys ID,Mssql: MSSQL_ Sla,2026\n7,Cards\n"u8.ToArray()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mssql: MSSQL_\u200B Sla", "'Mssql: MSSQL_[U+200B] Sla'")]
    [InlineData("\u202EMssql: MSSQL_ Sla", "'[U+202E]Mssql: MSSQL_ Sla'")]
    public void What_nobody_sees_in_a_header_is_named_and_no_question_mark(string header, string shown)
    {
        string message = Refuse(new ExportBuilder().Rename("Mssql: MSSQL_ Sla", header).Row("7", "Cards").ToBytes());

        Assert.Contains($"(there is {shown}: characters that are not seen)", message, StringComparison.Ordinal);
    }

    private static string Refuse(byte[] export)
    {
        using var run = new TestRun(export);
        AxoniusContractException exception = Assert.Throws<AxoniusContractException>(run.Import);
        Assert.NotEmpty(exception.MissingHeaders);
        return exception.Message;
    }
}
