using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Mutations.Making;
using Mutations.Running;
using Mutations.Telling;
using QualysCustomAttributes.Shared;

namespace Mutations;

/// <summary>
/// Puts faults into Core, one at a time, and says which of them the fast tests of tests/Unit notice: "Mutations ROOM…", where a room is a
/// folder of Core, or a folder or file in one ("Qualys/CallGate.cs"); with "--survivors" only what survived the last time, and what is new;
/// with "--every=7" one in seven, for a first figure, and with "--from=3" beside it the third, the tenth and so on, for a second figure of
/// others; with "--work=60" tests of up to 60 seconds of work over each mutant, where the usual 8 let one survive that may be killed.
/// </summary>
internal static class Program
{
    private const string OnlySurvivors = "--survivors";
    private const string Every = "--every=";
    private const string From = "--from=";
    private const string Work = "--work=";

    private static readonly string[] Rooms = ["Axonius", "Planning", "Sending", "Qualys"];

    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is ["worker"])
        {
            await Worker.RunAsync();
            return 0;
        }

        bool onlySurvivors = arguments.Contains(OnlySurvivors);
        string[] places = [.. arguments.Where(argument => !argument.StartsWith("--", StringComparison.Ordinal))];
        places = places.Length == 0 ? Rooms : places;
        if (places.Select(RoomOf).Except(Rooms).FirstOrDefault() is { } unknown)
        {
            await Console.Error.WriteLineAsync($"'{unknown}' is no room that is mutated; there are {string.Join(", ", Rooms)}.");
            return 2;
        }

        Run(places, onlySurvivors, FindNumber(arguments, Every) ?? 1, FindNumber(arguments, From) ?? 0, FindNumber(arguments, Work));
        return 0;
    }

    private static void Run(string[] places, bool onlySurvivors, int every, int from, int? work)
    {
        string project = Path.Combine(Repository.Root, "build", "Mutations");
        string folder = Path.Combine(project, "bin", "Mutated");
        CopyTo(folder);
        // All rooms, whatever is wanted: the numbers stay the same, and with them what the tests were seen to come past.
        var mutated = new MutatedCore(CoreSource.Read(Repository.Root), Rooms);
        IReadOnlyList<Mutant> mutants = mutated.Write(
            Path.Combine(folder, "QualysCustomAttributes.Core.dll"), Path.Combine(project, "bin", "not-compiled.txt"));
        File.WriteAllLines(
            Path.Combine(project, "bin", "mutants.tsv"), mutants.Select(mutant => $"{mutant.Number}\t{mutant.Line}\t{mutant.Key}"));
        Console.WriteLine($"{mutants.Count} mutants; {mutated.NotCompiled} more do not compile and are not counted.");

        using var worker = new WorkerProcess(Path.Combine(folder, "Mutations.dll"));
        var coverage = new Coverage(mutants) { Budget = 1000 * (work ?? 8) };
        coverage.Record(worker, places.Select(RoomOf), RecordedTests.Open(Path.Combine(project, "bin", "coverage.tsv"), mutants));
        string core = Path.Combine(Repository.Root, "src", "QualysCustomAttributes.Core");
        coverage.Widen(
            ReadSources(core).ToDictionary(source => Path.GetRelativePath(core, source.Path).Replace('\\', '/'), source => source.Text),
            ReadSources(Path.Combine(Repository.Root, "tests", "Unit")).GroupBy(source => Path.GetFileNameWithoutExtension(source.Path))
                .ToDictionary(name => name.Key, name => string.Concat(name.Select(source => source.Text))));
        string failing = string.Join("; ", coverage.Failing.DefaultIfEmpty("none"));
        Console.WriteLine($"{coverage.Used} tests are used; without a mutant fail: {failing}");

        var last = LastRun.Read(Path.Combine(project, "bin", "last.tsv"));
        Dictionary<Mutant, Fate> fates = [];
        List<Mutant> tried = [];
        foreach (Mutant mutant in mutants.Where(mutant => places.Any(mutant.IsIn) && mutant.Number % every == from % every))
        {
            if (onlySurvivors && last.Of(mutant) is Fate.Killed or Fate.TimedOut)
            {
                fates[mutant] = last.Of(mutant)!.Value;
            }
            else
            {
                tried.Add(mutant);
            }
        }

        Console.WriteLine($"{tried.Count} are tried; what came of the others is from the last run.");

        // In no order, the same each time: what is known in the middle of it is a fair part of the whole.
        new Random(tried.Count).Shuffle(CollectionsMarshal.AsSpan(tried));
        long started = Stopwatch.GetTimestamp();
        int done = 0;
        new Trial(worker, coverage).Run(tried, (mutant, fate, killer) =>
        {
            fates[mutant] = fate;
            last.Note(mutant, fate, killer);
            if (++done % 20 == 0 || done == tried.Count)
            {
                double speed = done / Stopwatch.GetElapsedTime(started).TotalMinutes;
                Console.WriteLine(FormattableString.Invariant($"{done} of {tried.Count}, {speed:0.0} a minute"));
            }
        });

        var report = new Report(fates, HarmlessList.Read(Path.Combine(project, "survivors.md")));
        string survivors = Path.Combine(project, "bin", "survivors.txt");
        report.WriteSurvivors(survivors);
        report.PrintFigures(Console.Out);
        Console.WriteLine($"What survived and stands on no list: {survivors}");
    }

    private static IEnumerable<(string Path, string Text)> ReadSources(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(path => (path, File.ReadAllText(path)));

    private static int? FindNumber(string[] arguments, string option) =>
        arguments.FirstOrDefault(argument => argument.StartsWith(option, StringComparison.Ordinal)) is { } given
            ? int.Parse(given[option.Length..], CultureInfo.InvariantCulture)
            : null;

    private static string RoomOf(string place) => place.Split('/')[0];

    private static void CopyTo(string folder)
    {
        string from = AppContext.BaseDirectory;
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string to = Path.Combine(folder, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to, overwrite: true);
        }
    }
}
