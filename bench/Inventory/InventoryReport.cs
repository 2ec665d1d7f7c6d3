using System.Globalization;
using System.Text;
using Bench.Comparing;

namespace Bench.Inventory;

/// <summary>Words the results as Markdown.</summary>
internal sealed class InventoryReport(InventoryComparisonOptions options, IReadOnlyList<InventoryResult> results)
{
    private const double MostTimesDownload = 1.15;
    private const double LeastTimesPython = 5;
    private const double MostMegabytes = 300;

    private readonly StringBuilder _text = new();

    /// <summary>Gives the report.</summary>
    public string Write()
    {
        Line($"Machine: {Machine.Describe()}.");
        Line($"Assets of {options.AssetBytes:N0} bytes, pages of 300; {options.Runs} runs of each, in turns. Every run's numbers were checked.");
        Line($"");
        Line($"| assets | page latency | program | wall, median | min–max | CPU | peak memory |");
        Line($"| ---: | ---: | --- | ---: | ---: | ---: | ---: |");
        foreach (InventoryResult result in results)
        {
            string latency = result.Latency is { } time ? Format($"{time.TotalMilliseconds:0} ms") : "";
            Line($"| {result.Assets:N0} | {latency} | {result.Program} | {Seconds(result.Wall)} | {Seconds(result.Fastest)}–{Seconds(result.Slowest)} | {Seconds(result.Processor)} | {Megabytes(result):0} MB |");
        }

        Line($"");
        WriteLimits();
        return _text.ToString();
    }

    private void WriteLimits()
    {
        foreach (InventoryResult download in results.Where(result => result.Program == InventoryComparison.DownloadAlone))
        {
            InventoryResult whole = results.First(result => result.Program == InventoryComparison.WholeJob && result.Assets == download.Assets && result.Latency == download.Latency);
            double times = whole.Wall / download.Wall;
            Line($"- {download.Latency!.Value.TotalMilliseconds:0} ms a page: the whole job, times downloading alone: {times:0.00}, at most {MostTimesDownload}: {(times <= MostTimesDownload ? "within" : "OVER")}");
        }

        InventoryResult ours = results.First(result => result.Program == InventoryComparison.Loading);
        if (results.FirstOrDefault(result => result.Program == InventoryComparison.PythonLoading) is { } python)
        {
            double times = python.Wall / ours.Wall;
            Line($"- loading from disk, times as fast as Python: {times:0.00}, at least {LeastTimesPython:0}: {(times >= LeastTimesPython ? "within" : "UNDER")}");
        }
        else
        {
            Line($"- skipped: the Python loader, for python3 is not on PATH");
        }

        foreach (IGrouping<int, InventoryResult> size in results.Where(result => result.Program == InventoryComparison.WholeJob).GroupBy(result => result.Assets).OrderBy(group => group.Key))
        {
            double megabytes = size.Max(Megabytes);
            Line($"- {size.Key:N0} assets: peak memory of the whole job: {megabytes:0} MB, at most {MostMegabytes:0}: {(megabytes <= MostMegabytes ? "within" : "OVER")}");
        }
    }

    private static double Megabytes(InventoryResult result) => result.PeakBytes / (1024.0 * 1024.0);

    private static string Seconds(TimeSpan time) => Format($"{time.TotalSeconds:0.00} s");

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Line(FormattableString text) => _text.Append(Format(text)).Append('\n');
}
