namespace Bench.Comparing;

/// <summary>Every run of one program over the same input.</summary>
internal record Measurements(IReadOnlyList<Measurement> Runs)
{
    public TimeSpan Wall => Median(run => run.Wall);

    public TimeSpan Fastest => Runs.Min(run => run.Wall);

    public TimeSpan Slowest => Runs.Max(run => run.Wall);

    public TimeSpan Processor => Median(run => run.Processor);

    public long PeakBytes => Runs.Max(run => run.PeakBytes);

    private TimeSpan Median(Func<Measurement, TimeSpan> value)
    {
        TimeSpan[] sorted = Runs.Select(value).Order().ToArray();
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
