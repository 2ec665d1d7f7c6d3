using System.Globalization;

namespace QualysCustomAttributes;

/// <summary>Words how far a stage has come in the few columns beside a bar: how much of how much, how fast, how long yet.</summary>
internal static class ProgressText
{
    private const int Mebibyte = 1 << 20;

    /// <summary>Writes "11 of 40 batches, 2.4/s, 1:18 left, 1 failed", as far as that is known.</summary>
    /// <param name="progress">How far the stage has come.</param>
    /// <param name="wait">What is waited for, in words: it stands first, for it is why nothing moves.</param>
    public static string Of(StageProgress progress, string? wait = null) => wait is null
        ? Join(Amount(progress), Rate(progress), progress.Remaining is { } left ? $"{ClockText.Of(left)} left" : "", progress.Trouble)
        : Join(wait, Amount(progress, unit: ""), progress.Trouble);

    /// <summary>Writes "11 of 40 batches, 2.4/s, 1 failed": without the time left.</summary>
    public static string SoFar(StageProgress progress) => Join(Amount(progress), Rate(progress), progress.Trouble);

    // Bytes say little: what was made of them says more, and the bar has their share.
    private static string Amount(StageProgress progress) => Amount(progress, $" {progress.Unit}");

    private static string Amount(StageProgress progress, string unit) =>
        progress is { Unit: not "bytes", Total: { } total and > 0 } && progress.Done < total
            ? string.Create(CultureInfo.InvariantCulture, $"{progress.Done:N0} of {total:N0}{unit}")
            : progress.Status;

    private static string Rate(StageProgress progress) => progress.Rate is not { } rate ? ""
        : progress.Unit == "bytes" ? string.Create(CultureInfo.InvariantCulture, $"{rate / Mebibyte:N1} MiB/s")
        : $"{rate.ToString(rate < 10 ? "N1" : "N0", CultureInfo.InvariantCulture)}/s";

    private static string Join(params string[] parts) => string.Join(", ", parts.Where(part => part.Length > 0));
}
