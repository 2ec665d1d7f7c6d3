using System.Globalization;
using System.Runtime.InteropServices;
using Mutations.Making;
using Mutations.Running;
using Mutations.Telling;
using QualysCustomAttributes.Shared;

namespace Mutations;

/// <summary>
/// Puts faults into Core, one at a time, and says which of them the fast tests of tests/Unit notice: "Mutations ROOM…", where a room is a
/// folder of Core; with "--survivors" only what survived the last time, and what is new; with "--every=7" one in seven, for a first figure.
/// </summary>
internal static class Program
{
    private const string OnlySurvivors = "--survivors";
    private const string Every = "--every=";

    private static readonly string[] Rooms = ["Axonius", "Planning", "Sending", "Qualys"];

    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is ["worker"])
        {
            await Worker.RunAsync();
            return 0;
        }

        bool onlySurvivors = arguments.Contains(OnlySurvivors);
        string? every = arguments.FirstOrDefault(argument => argument.StartsWith(Every, StringComparison.Ordinal))?[Every.Length..];
        string[] rooms = [.. arguments.Where(argument => !argument.StartsWith("--", StringComparison.Ordinal))];
        rooms = rooms.Length == 0 ? Rooms : rooms;
        if (rooms.Except(Rooms).FirstOrDefault() is { } unknown)
        {
            await Console.Error.WriteLineAsync($"'{unknown}' is no room that is mutated; there are {string.Join(", ", Rooms)}.");
            return 2;
        }

        Run(rooms, onlySurvivors, every is null ? 1 : int.Parse(every, CultureInfo.InvariantCulture));
        return 0;
    }

    private static void Run(string[] rooms, bool onlySurvivors, int every)
    {
        string project = Path.Combine(Repository.Root, "build", "Mutations");
        string folder = Path.Combine(project, "bin", "Mutated");
        CopyTo(folder);
        var core = new MutatedCore(CoreSource.Read(Repository.Root), rooms);
        IReadOnlyList<Mutant> mutants = core.Write(Path.Combine(folder, "QualysCustomAttributes.Core.dll"));
        Console.WriteLine($"{mutants.Count} mutants; {core.NotCompiled} more do not compile and are not counted.");

        using var worker = new WorkerProcess(Path.Combine(folder, "Mutations.dll"));
        var coverage = new Coverage(mutants);
        coverage.Record(worker, rooms, RecordedTests.Open(Path.Combine(project, "bin", "coverage.tsv"), mutants, onlySurvivors));
        coverage.Widen();
        string failing = string.Join("; ", coverage.Failing.DefaultIfEmpty("none"));
        Console.WriteLine($"{coverage.Used} tests are used; without a mutant fail: {failing}");

        var last = LastRun.Read(Path.Combine(project, "bin", "last.tsv"));
        Dictionary<Mutant, Fate> fates = [];
        List<Mutant> tried = [];
        foreach (Mutant mutant in mutants.Where(mutant => mutant.Number % every == 0))
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
        new Trial(worker, coverage).Run(tried, (mutant, fate) =>
        {
            fates[mutant] = fate;
            last.Note(mutant, fate);
            if (fates.Count % 100 == 0)
            {
                Console.WriteLine($"{fates.Count} of {mutants.Count}");
            }
        });

        var report = new Report(fates, HarmlessList.Read(Path.Combine(project, "survivors.md")));
        string survivors = Path.Combine(project, "bin", "survivors.txt");
        report.WriteSurvivors(survivors);
        report.PrintFigures(Console.Out);
        Console.WriteLine($"What survived and stands on no list: {survivors}");
    }

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
