using System.Diagnostics;

namespace QualysCustomAttributes;

/// <summary>Reports how far a stage has come, but not so often that the reporting slows the work.</summary>
internal sealed class ProgressThrottle(IProgress<ConnectorEvent>? events, ConnectorStage stage, string unit)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly long _start = Stopwatch.GetTimestamp();
    private TimeSpan _next = Interval;

    /// <summary>How much was done before.</summary>
    public long DoneBefore { get; set; }

    /// <summary>Whether it is time for another report; cheap enough to be asked every few thousand rows.</summary>
    public bool IsDue => events is not null && Stopwatch.GetElapsedTime(_start) >= _next;

    /// <summary>Reports.</summary>
    /// <param name="done">How much is done.</param>
    /// <param name="total">How much there is to do.</param>
    /// <param name="status">The counts in words.</param>
    /// <param name="bound">How long the rest takes at least, where that is known otherwise than by the pace so far.</param>
    /// <param name="trouble">What did not go well so far, in words.</param>
    public void Report(long done, long? total, string status, TimeSpan? bound = null, string trouble = "")
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        _next = elapsed + Interval;
        events?.Report(new StageProgress(stage, done, total, unit, elapsed, status) { DoneBefore = DoneBefore, Bound = bound, Trouble = trouble });
    }
}
