using System.Text.RegularExpressions;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Unit.Wording;

/// <summary>What every error of Core keeps to, however it is made: it is made of sample values, of one and of several.</summary>
public sealed partial class Every_error_is_said_in_the_same_way
{
    private const int LongestCause = 200;

    private static readonly (string Maker, ConnectorException Error)[] Samples =
        [.. SampleErrors.All(1).Concat(SampleErrors.All(2)).Concat(SampleErrors.Refusals).DistinctBy(each => each.Error.Message)];

    [Fact]
    public void All_are_sampled() => Assert.InRange(Samples.Length, 250, 2_000);

    [Fact]
    public void It_names_no_switch_and_no_cmdlet_for_each_front_has_its_own() => Each.Holds(
        Samples, sample => Assert.DoesNotMatch(OfOneFront(), sample.Error.Message));

    [Fact]
    public void It_names_no_table_for_each_front_lists_rows_by_a_command_of_its_own() => Each.Holds(
        Samples, sample => Assert.DoesNotMatch(Table(), sample.Error.Message));

    [Theory]
    [InlineData("It is in rejected_rows of 'run.db'.", true)]
    [InlineData("See qualys_attribute_payloads_grouped.", true)]
    [InlineData("The ledger is qualys_attribute_ledger_host.sqlite.", false)]
    public void What_names_a_table_is_found(string text, bool isFound) => Assert.Equal(isFound, Table().IsMatch(text));

    [Fact]
    public void The_cause_stands_first_and_is_short() => Each.Holds(
        Samples, sample => Assert.True(CauseOf(sample.Error).Length <= LongestCause, $"{sample.Maker}: {sample.Error.Message}"));

    [Fact]
    public void It_ends_with_a_full_stop_and_has_none_astray() => Each.Holds(
        Samples.Where(sample => sample.Maker is not ("AxoniusExportException.Malformed" or "AxoniusContractException.WithoutHeader")),
        sample =>
        {
            Assert.Matches(@"[.?!…]$", sample.Error.Message);
            Assert.DoesNotMatch(Astray(), sample.Error.Message);
        });

    [Fact]
    public void One_is_not_several() => Each.Holds(Samples, sample => Assert.DoesNotMatch(WrongPlural(), sample.Error.Message));

    [Theory]
    [InlineData("There is none. Use --force to replace it.", true)]
    [InlineData("Try again with a longer -VerifyTimeout.", true)]
    [InlineData("See Get-QualysRunGroup.", true)]
    [InlineData("The sub-key of X-RateLimit, 2026-03-04, was sent to qualysapi-x.", false)]
    public void What_is_of_one_front_is_found(string text, bool isFound) => Assert.Equal(isFound, OfOneFront().IsMatch(text));

    [Fact]
    public void The_advice_of_a_front_stands_before_what_is_too_long_for_it()
    {
        string[] all = [.. Enumerable.Range(1, 20).Select(number => $"Column {number}")];
        var error = AxoniusContractException.Missing("e.csv", all, null, "", new NearestHeader(["Other"], new HashSet<string>()));

        error.Advice = "Name another mapping.";

        Assert.StartsWith(
            "The Axonius export 'e.csv' lacks 20 of the columns the data contract requires. Add them to the export in Axonius. "
            + "Name another mapping. Missing: 'Column 1', 'Column 2', ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(", 'Column 20'. There: 'Other'.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_without_such_a_rest_is_its_cause_and_the_advice()
    {
        QualysConfigurationException error = QualysConfigurationException.AddressMissing();
        error.Advice = "Name it.";

        Assert.Equal("There is no Qualys address. Name it.", error.Message);
        Assert.Equal("The run database 'x' does not exist. Name the file of a run database.", RunDatabaseException.NotFound("x").Message);
    }

    // Up to where somebody is told to do something; without such a word the front's advice follows.
    private static string CauseOf(ConnectorException error)
    {
        string message = error.Message[..^error.Details.Length];
        return ToDo().Match(message) is { Success: true, Index: var index } ? message[..index] : message;
    }

    [GeneratedRegex(
        @"; (run|make|close|check|mend|read) |(?<=(^|[.!?:;,] |and ))(Name|Use|Make|Export|Check|Wait|Update|Run|Close|Add|Look|Put|Take|Import|Mend|Send|Try|Go|Find|Give|Split|Write|Copy|Inflate|Clear"
        + @"|Review|Pass|Connect|Remove|Read|Set|Have|Begin|Repair|Pipe|Undo|End)\b",
        RegexOptions.CultureInvariant)]
    private static partial Regex ToDo();

    [GeneratedRegex(@"(?<![\w-])--[a-z]|(?<![\w-])-[A-Z][a-z]+|\b[A-Z][a-z]+-(Qualys|Axonius)\w*", RegexOptions.CultureInvariant)]
    private static partial Regex OfOneFront();

    [GeneratedRegex(@"rejected_rows|qualys_attribute_(payloads|plan|verification)|axonious_data|api_calls|\btable\b", RegexOptions.CultureInvariant)]
    private static partial Regex Table();

    [GeneratedRegex(@" [.,;]|\.\.|\.,|,\.|;\.|:\.|  |\(\)", RegexOptions.CultureInvariant)]
    private static partial Regex Astray();

    [GeneratedRegex(
        @"\b1 (assets|batches|calls|rows|files|names|columns|groups|ids|pages|runs|attributes)\b|\b2 (asset|batch|call|row|file|name|column|group|id|page|run|attribute)\b(?! ids)",
        RegexOptions.CultureInvariant)]
    private static partial Regex WrongPlural();
}
