using Mutations.Making;
using Mutations.Running;

namespace Mutations.Telling;

/// <summary>The figures of a run, by room, and what survived.</summary>
/// <param name="fates">What came of each mutant.</param>
/// <param name="harmless">Those that may survive.</param>
internal sealed class Report(IReadOnlyDictionary<Mutant, Fate> fates, HarmlessList harmless)
{
    /// <summary>Prints both figures of each room: of all mutants, and without those on the list.</summary>
    public void PrintFigures(TextWriter output)
    {
        foreach (var room in fates.GroupBy(each => each.Key.Room).OrderBy(room => room.Key, StringComparer.Ordinal))
        {
            ILookup<Fate, Mutant> by = room.ToLookup(each => each.Value, each => each.Key);
            int killed = by[Fate.Killed].Count() + by[Fate.TimedOut].Count();
            int all = room.Count();
            int listed = room.Count(each => IsAlive(each.Value) && harmless.Has(each.Key));
            int late = by[Fate.TimedOut].Count();
            int bare = by[Fate.NotCovered].Count();
            output.WriteLine(FormattableString.Invariant($"{room.Key}: {all} mutants, {killed} killed ({late} of them timed out), ")
                + FormattableString.Invariant($"{all - killed} survived ({bare} of them without a test): {Share(killed, all):0.0} %"));
            output.WriteLine(FormattableString.Invariant(
                $"{room.Key}: {listed} survivors are on the list of harmless ones; without those {Share(killed, all - listed):0.0} %"));
        }

        string[] gone = [.. harmless.Keys.Except(fates.Where(each => IsAlive(each.Value)).Select(each => HarmlessList.KeyOf(each.Key)))
            .Where(key => fates.Keys.Any(mutant => key.StartsWith($"{mutant.File} |", StringComparison.Ordinal)))];
        foreach (string key in gone)
        {
            output.WriteLine($"on the list, and no survivor: {key}");
        }
    }

    /// <summary>Writes the survivors that are not on the list, as lines for it.</summary>
    public void WriteSurvivors(string path) => File.WriteAllLines(
        path,
        fates.Where(each => IsAlive(each.Value) && !harmless.Has(each.Key))
            .OrderBy(each => each.Key.File, StringComparer.Ordinal)
            .ThenBy(each => each.Key.Line)
            .Select(each => Line(each.Key, each.Value)));

    private static string Line(Mutant mutant, Fate fate) =>
        $"{mutant.File}:{mutant.Line} {(fate == Fate.NotCovered ? "(no test) " : "")}"
        + $"| {mutant.Member} | `{mutant.Change.Replace('`', '\'')}` |";

    private static bool IsAlive(Fate fate) => fate is Fate.Survived or Fate.NotCovered;

    private static double Share(int part, int of) => of == 0 ? 100 : 100.0 * part / of;
}
