using System.Globalization;
using System.Text;

namespace Bench.Comparing;

/// <summary>Words the results as Markdown.</summary>
internal sealed class Report(ComparisonOptions options, Contenders contenders, IReadOnlyList<Result> results)
{
    private const double MostTimesSqlite = 1.5;
    private const double MostTimesCommandLine = 2;
    private const double MostTimesForTenfold = 11;
    private const double MostMegabytes = 256;

    private readonly StringBuilder _text = new();

    /// <summary>Gives the report.</summary>
    public string Write()
    {
        Line($"Machine: {Machine.Describe()}.");
        string sets = options.Export.Distinct == 0 ? "every row with attributes of its own" : Format($"{options.Export.Distinct:N0} different sets of attributes");
        Line($"{sets}; {options.Runs} runs of each, in turns; seed {options.Export.Seed}. Every run's numbers were checked against the export's.");
        Line($"");
        WriteTable();
        foreach (string skipped in contenders.Skipped)
        {
            Line($"");
            Line($"Skipped: {skipped}.");
        }

        Line($"");
        WriteLimits();
        return _text.ToString();
    }

    private void WriteTable()
    {
        Line($"| rows | MB | command | wall, median | min–max | CPU | peak memory | times sqlite3 |");
        Line($"| ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (Result result in results)
        {
            string times = Find(result.Export, contenders.Shell) is { } shell ? Format($"{result.Wall / shell.Wall:0.00}") : "";
            Line($"| {result.Export.Tally.Rows:N0} | {result.Export.Tally.Bytes / 1e6:0.0} | {result.Contender.Name} | {Seconds(result.Wall)} | {Seconds(result.Fastest)}–{Seconds(result.Slowest)} | {Seconds(result.Processor)} | {Megabytes(result):0} MB | {times} |");
        }
    }

    private void WriteLimits()
    {
        foreach (Export export in results.Select(result => result.Export).Distinct().Where(export => export.Tally.Rows >= options.Export.Rows))
        {
            Result commandLine = Find(export, contenders.CommandLine)!;
            if (export.Tally.Rows == options.Export.Rows)
            {
                Limit(export, "peak memory of the command line, MB", Megabytes(commandLine), MostMegabytes);
            }

            if (Find(export, contenders.Shell) is { } shell)
            {
                Limit(export, "command line, times sqlite3", commandLine.Wall / shell.Wall, MostTimesSqlite);
            }

            if (Find(export, contenders.Pipeline) is { } pipeline)
            {
                Limit(export, "five cmdlets, times the command line", pipeline.Wall / commandLine.Wall, MostTimesCommandLine);
            }

            if (results.FirstOrDefault(result => result.Contender == contenders.CommandLine && result.Export.Tally.Rows * 10 == export.Tally.Rows) is { } tenth)
            {
                Limit(export, "command line, times a tenth of the rows", commandLine.Wall / tenth.Wall, MostTimesForTenfold);
            }
        }
    }

    private void Limit(Export export, string what, double value, double most) =>
        Line($"- {export.Tally.Rows:N0} rows: {what}: {value:0.00}, at most {most:0.#}: {(value <= most ? "within" : "OVER")}");

    private Result? Find(Export export, Contender? contender) =>
        contender is null ? null : results.FirstOrDefault(result => result.Export == export && result.Contender == contender);

    private static double Megabytes(Result result) => result.PeakBytes / (1024.0 * 1024.0);

    private static string Seconds(TimeSpan time) => Format($"{time.TotalSeconds:0.00} s");

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Line(FormattableString text) => _text.Append(Format(text)).Append('\n');
}
