using System.Globalization;

namespace QualysCustomAttributes.Sending;

/// <summary>Words what was found on record of a choice, and what of it is taken up.</summary>
internal static class ChoiceWording
{
    /// <summary>Says how many batches were on record, and how many are taken up.</summary>
    /// <param name="path">The run database.</param>
    /// <param name="onRecord">How many batches were on record.</param>
    /// <param name="taken">How many are taken up.</param>
    /// <param name="batches">How many the plan has.</param>
    /// <param name="wasCut">Whether all are taken because the run was cut short.</param>
    /// <param name="isOfPipeline">Whether a command in the pipeline may have left out what is not on record; else it was never chosen.</param>
    public static string Of(string path, long onRecord, long taken, long batches, bool wasCut, bool isOfPipeline)
    {
        string number = onRecord == 0 ? "None" : string.Create(CultureInfo.InvariantCulture, $"{onRecord:N0}");
        string verb = onRecord > 1 ? "were" : "was";
        string counts = $"{number} of {Counted.Of(batches, "batch", "batches")} {verb} {(wasCut || isOfPipeline ? "on record" : "chosen")} in '{path}'"
            + (wasCut ? ", for the run was cut short" : "");
        if (taken >= batches)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{counts}. All {taken:N0} are taken up.");
        }

        bool isOne = batches - taken == 1;
        string rest = taken == 0 ? isOne ? "It" : "They" : isOne ? "The other one" : "The others";
        string why = isOfPipeline ? $", or a command in the pipeline left {(isOne ? "it" : "them")} out: " : "; ";
        return $"{counts}: {TakenUp(taken, isWhatWasThere: taken == onRecord)}. "
            + $"{rest} {(isOne ? "was" : "were")} not chosen{why}{(isOne ? "it stays as it is" : "they stay as they are")}.";
    }

    private static string TakenUp(long taken, bool isWhatWasThere) => (taken, isWhatWasThere) switch
    {
        (0, _) => "nothing is taken up",
        (1, true) => "only that one is taken up",
        (_, true) => "only they are taken up",
        (1, _) => "1 is taken up",
        _ => string.Create(CultureInfo.InvariantCulture, $"{taken:N0} are taken up"),
    };
}
