using System.Globalization;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Reporting.Subjects;

namespace QualysCustomAttributes.Reporting.Rendering;

/// <summary>
/// Calls over time as a picture: bars in which calls are counted, and under them a lane for each cause of waits. It is 1,000 wide, its bars
/// are 100 high, and all text stands beside it, where it is as large as other text on any screen.
/// </summary>
/// <param name="From">When the first call was sent.</param>
/// <param name="To">When the last one had ended.</param>
/// <param name="Calls">How many calls there are.</param>
/// <param name="Step">The time that a bar stands for.</param>
/// <param name="Highest">How many calls the highest bar has.</param>
/// <param name="Bars">The bars.</param>
/// <param name="Lanes">The waits.</param>
internal sealed record CallChart(
    DateTimeOffset From, DateTimeOffset To, int Calls, TimeSpan Step, int Highest,
    IReadOnlyList<ChartBar> Bars, IReadOnlyList<ChartLane> Lanes)
{
    private const double Width = 1_000;
    private const double Height = 100;
    private const int MostBars = 100;

    private static readonly double[] Steps =
        [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400];

    /// <summary>The middle of the time.</summary>
    public DateTimeOffset Middle => From + ((To - From) / 2);

    /// <summary>Draws it.</summary>
    public static CallChart Of(SendingTime time)
    {
        DateTimeOffset from = time.Calls.Min(call => call.SentAt);
        double seconds = Math.Max(time.Calls.Max(call => call.SentAt - from).TotalSeconds * 1.001, Steps[0]);
        double step = Steps.FirstOrDefault(each => seconds / each <= MostBars, seconds / MostBars);
        int bars = (int)Math.Ceiling(seconds / step);
        seconds = bars * step;
        var counts = new int[bars, 3];
        foreach ((DateTimeOffset sentAt, CallEnd end) in time.Calls)
        {
            counts[Math.Min(bars - 1, (int)((sentAt - from).TotalSeconds / step)), (int)end]++;
        }

        int highest = Enumerable.Range(0, bars).Max(bar => counts[bar, 0] + counts[bar, 1] + counts[bar, 2]);
        return new CallChart(
            from, from.AddSeconds(seconds), time.Calls.Count, TimeSpan.FromSeconds(step), highest, [.. Stack(counts, highest)],
            [.. time.Waits.GroupBy(wait => wait.Cause).OrderBy(same => same.Key).Select(same => ChartLane.Of(same.Key, Spans(same)))]);

        IEnumerable<(double From, double To)> Spans(IEnumerable<(DateTimeOffset From, TimeSpan Wait, WaitCause Cause)> waits) =>
            waits.Select(wait => (From: (wait.From - from).TotalSeconds, Length: wait.Wait.TotalSeconds))
                .Select(wait => (Place(wait.From), Place(wait.From + wait.Length)));

        double Place(double at) => Math.Clamp(at / seconds, 0, 1) * Width;
    }

    private static IEnumerable<ChartBar> Stack(int[,] counts, int highest)
    {
        int bars = counts.GetLength(0);
        for (int bar = 0; bar < bars; bar++)
        {
            double top = Height;
            for (int end = 0; end < 3; end++)
            {
                double height = Height * counts[bar, end] / highest;
                top -= height;
                if (height > 0)
                {
                    yield return new ChartBar(
                        Number(bar * Width / bars), Number(top), Number(Math.Max(1, (Width / bars) - 1)), Number(height), (CallEnd)end);
                }
            }
        }
    }

    internal static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}

/// <summary>A piece of a bar.</summary>
/// <param name="X">Where it begins.</param>
/// <param name="Y">Its top.</param>
/// <param name="Width">How wide it is.</param>
/// <param name="Height">How high it is.</param>
/// <param name="End">What its calls came to.</param>
internal sealed record ChartBar(string X, string Y, string Width, string Height, CallEnd End);

/// <summary>The waits of one cause.</summary>
/// <param name="Words">The cause in words.</param>
/// <param name="Spans">When they were.</param>
internal sealed record ChartLane(string Words, IReadOnlyList<ChartSpan> Spans)
{
    // Waits side by side, or at once, are one span: there are as many as one can see.
    private const double Nearest = 1;

    internal static ChartLane Of(WaitCause cause, IEnumerable<(double From, double To)> waits)
    {
        var spans = new List<(double From, double To)>();
        foreach ((double from, double to) in waits.Order())
        {
            if (spans.Count > 0 && from <= spans[^1].To + Nearest)
            {
                spans[^1] = (spans[^1].From, Math.Max(spans[^1].To, to));
            }
            else
            {
                spans.Add((from, to));
            }
        }

        return new ChartLane(
            CallTally.Words(cause),
            [.. spans.Select(span => new ChartSpan(CallChart.Number(span.From), CallChart.Number(Math.Max(2, span.To - span.From))))]);
    }
}

/// <summary>A time of waiting.</summary>
/// <param name="X">Where it begins.</param>
/// <param name="Width">How long it is.</param>
internal sealed record ChartSpan(string X, string Width);
