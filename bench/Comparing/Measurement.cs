namespace Bench.Comparing;

/// <summary>What one run of a process took.</summary>
/// <param name="Wall">From its start to its end.</param>
/// <param name="Processor">User and system time of all its threads and of the processes it waited for.</param>
/// <param name="PeakBytes">The most physical memory it held; of several processes the largest.</param>
internal readonly record struct Measurement(TimeSpan Wall, TimeSpan Processor, long PeakBytes);
