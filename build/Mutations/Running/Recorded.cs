using System.Globalization;

namespace Mutations.Running;

/// <summary>What a test was seen to do with no mutant on.</summary>
/// <param name="HasPassed">Whether it passed.</param>
/// <param name="Time">How long it took, in milliseconds.</param>
/// <param name="Work">How much work of the processor it was, in milliseconds.</param>
/// <param name="Mutants">The numbers of the mutants that it came past.</param>
internal sealed record Recorded(bool HasPassed, int Time, int Work, int[] Mutants)
{
    /// <summary>Reads a worker's answer; <see langword="null"/> where there is none.</summary>
    public static Recorded? Parse(string? answer)
    {
        string[]? parts = answer?.Split(Worker.Separator);
        return parts is null
            ? null
            : new Recorded(bool.Parse(parts[0]), Number(parts[1]), Number(parts[2]),
                [.. parts[3].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Number)]);
    }

    /// <summary>All that some of them came past, in the time that one took.</summary>
    public static Recorded Together(IReadOnlyCollection<Recorded> some) => new(
        true,
        (int)some.Average(one => one.Time),
        (int)some.Average(one => one.Work),
        [.. some.SelectMany(one => one.Mutants).Distinct().Order()]);

    /// <summary>The worker's answer.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{HasPassed}{Worker.Separator}{Time}{Worker.Separator}{Work}{Worker.Separator}{string.Join(',', Mutants)}");

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
