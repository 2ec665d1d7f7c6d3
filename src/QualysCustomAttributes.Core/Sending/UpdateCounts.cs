using System.Globalization;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Sending;

/// <summary>What came of the batches of a run, in numbers.</summary>
public sealed class UpdateCounts
{
    private int _calls;

    /// <summary>How many calls were made to Qualys, repeats included.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>How many batches came to the stage.</summary>
    public int Batches { get; private set; }

    /// <summary>How many were not sent.</summary>
    public int NotSent { get; private set; }

    /// <summary>How many succeeded.</summary>
    public int Succeeded { get; private set; }

    /// <summary>How many were confirmed in part.</summary>
    public int Partial { get; private set; }

    /// <summary>How many failed.</summary>
    public int Failed { get; private set; }

    /// <summary>How many are in doubt.</summary>
    public int InDoubt { get; private set; }

    /// <summary>How many assets Qualys confirmed.</summary>
    public long AssetsConfirmed { get; private set; }

    /// <summary>How many assets are in batches that Qualys accepted without giving a count.</summary>
    public long AssetsAcceptedWithoutCount { get; private set; }

    /// <summary>Whether every batch that was sent succeeded.</summary>
    public bool AllWell => Partial + Failed + InDoubt == 0;

    /// <summary>The numbers in a line: "3 batches, 2 succeeded, 1 partial, 250 assets confirmed".</summary>
    /// <returns>The line.</returns>
    public override string ToString()
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{Counted.Of(Batches, "batch", "batches")}, {Succeeded:N0} succeeded");
        line += Part(Partial, "partial") + Part(Failed, "failed") + Part(InDoubt, "in doubt") + Part(NotSent, "not sent");
        return line + $", {Counted.Of(AssetsConfirmed, "asset")} confirmed";
    }

    /// <summary>What did not go well, in words: "1 partial, 2 failed"; empty where all did.</summary>
    internal string Trouble => (Part(Partial, "partial") + Part(Failed, "failed") + Part(InDoubt, "in doubt")).TrimStart(',', ' ');

    internal void AddCall() => Interlocked.Increment(ref _calls);

    internal void Add(QualysUpdateResult result)
    {
        long withoutCount = result is { Outcome: UpdateOutcome.Succeeded, ConfirmedCount: null } ? result.AssetCount : 0;
        Add(new OutcomeRow(result.Outcome, 1, result.ConfirmedCount ?? 0, withoutCount));
    }

    internal void Add(OutcomeRow row)
    {
        Batches += row.Batches;
        AssetsConfirmed += row.AssetsConfirmed;
        AssetsAcceptedWithoutCount += row.AssetsAcceptedWithoutCount;
        switch (row.Outcome)
        {
            case UpdateOutcome.Succeeded:
                Succeeded += row.Batches;
                break;
            case UpdateOutcome.Partial:
                Partial += row.Batches;
                break;
            case UpdateOutcome.Failed:
                Failed += row.Batches;
                break;
            case UpdateOutcome.InDoubt:
                InDoubt += row.Batches;
                break;
            default:
                NotSent += row.Batches;
                break;
        }
    }

    private static string Part(int number, string what) =>
        number == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {number:N0} {what}");
}
