using System.Globalization;
using Mutations.Making;

namespace Mutations.Running;

/// <summary>Which tests come past which mutants, and how long each takes.</summary>
/// <param name="mutants">All mutants.</param>
internal sealed class Coverage(IReadOnlyList<Mutant> mutants)
{
    private const int Few = 4;
    private const int Many = 25;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    // The folders of tests/Unit with the tests of a room; what stands in none of them is of all.
    private static readonly Dictionary<string, string[]> Folders = new()
    {
        ["Axonius"] = ["Axonius", "Planning"],
        ["Planning"] = ["Planning", "Runs", "Sending"],
        ["Sending"] = ["Sending", "Answers", "Runs"],
        ["Qualys"] = ["Qualys", "Answers", "Sending", "Inventory"],
    };

    private readonly Dictionary<int, List<int>> _testsOf = [];
    private readonly Dictionary<int, int> _times = [];
    private readonly Dictionary<int, int> _work = [];
    private readonly Dictionary<(string File, int Test), int> _kills = [];
    private readonly Dictionary<(string File, int Test), int> _shares = [];
    private readonly Dictionary<int, string> _files = mutants.ToDictionary(mutant => mutant.Number, mutant => mutant.File);
    private IReadOnlyList<(string Class, string Name)> _tests = [];

    /// <summary>The most work of the processor that the tests of one mutant may want together, in milliseconds.</summary>
    public int Budget { get; init; } = 30_000;

    /// <summary>The most work that one test may want, in milliseconds; on a busy machine it takes longer, but no more work.</summary>
    public int MostWork { get; init; } = 1500;

    /// <summary>The longest that one test may take, in milliseconds.</summary>
    public int Longest { get; init; } = 8000;

    /// <summary>How many tests are used.</summary>
    public int Used => _times.Count;

    /// <summary>Those that fail without a mutant, and are not used.</summary>
    public List<string> Failing { get; } = [];

    /// <summary>
    /// Runs each test once with no mutant on; one that is a little slow once more, for the first of its kind waits for the program to be
    /// made ready.
    /// </summary>
    /// <param name="worker">Where they run.</param>
    /// <param name="rooms">The rooms whose tests are wanted.</param>
    /// <param name="known">What was recorded before, test by test; what is recorded now is put there.</param>
    public void Record(WorkerProcess worker, IEnumerable<string> rooms, RecordedTests known)
    {
        IReadOnlyList<(string Class, string Name)> tests = _tests = worker.List();
        HashSet<string> folders = [.. rooms.SelectMany(room => Folders[room])];
        foreach (int test in Enumerable.Range(0, tests.Count).OrderBy(test => tests[test].Class, StringComparer.Ordinal))
        {
            if (tests[test].Class.Split('.')[^2] is var folder && folder != "Unit" && !folders.Contains(folder))
            {
                continue;
            }

            string? answer = known.Of(tests[test].Name) ?? Ask(worker, test);
            if (answer is null)
            {
                Failing.Add(tests[test].Name);
                continue;
            }

            known.Note(tests[test].Name, answer);
            if (!answer.StartsWith("True", StringComparison.Ordinal))
            {
                Failing.Add(tests[test].Name);
            }
            else if (IsOfUse(answer))
            {
                Note(test, answer);
            }
        }
    }

    /// <summary>
    /// The tests to be run over a mutant, in portions: those first that have killed others of its file, then of each class in turn those
    /// that come past most of that file.
    /// </summary>
    public IEnumerable<(int[] Tests, int Milliseconds)> PortionsFor(Mutant mutant)
    {
        IEnumerable<int> inTurn = _testsOf.GetValueOrDefault(mutant.Number, [])
            .GroupBy(test => _tests[test].Class)
            .SelectMany(tests => tests
                .OrderByDescending(test => Share(test, mutant.File)).ThenBy(test => _work[test]).Select((test, turn) => (test, turn)))
            .OrderBy(each => each.turn).ThenByDescending(each => Share(each.test, mutant.File)).Select(each => each.test);
        List<int> chosen = [];
        int spent = 0;
        foreach (int test in inTurn)
        {
            spent += _work[test] + 1;
            if (spent > Budget && chosen.Count > 0)
            {
                break;
            }

            chosen.Add(test);
        }

        int[] ordered =
        [
            .. chosen.Where(test => _kills.ContainsKey((mutant.File, test)))
                .OrderByDescending(test => _kills[(mutant.File, test)]).Take(Few),
        ];
        ordered = [.. ordered, .. chosen.Except(ordered)];
        for (int from = 0, size = Few; from < ordered.Length; from += size, size = Many)
        {
            int[] portion = ordered[from..Math.Min(from + size, ordered.Length)];
            yield return (portion, portion.Sum(test => _times[test] + 1));
        }
    }

    /// <summary>Remembers that a test killed a mutant.</summary>
    public void NoteKill(Mutant mutant, int test) =>
        _kills[(mutant.File, test)] = _kills.GetValueOrDefault((mutant.File, test)) + 1;

    /// <summary>Lets a mutant that works once a process be covered by whatever covers others of its file.</summary>
    public void Widen()
    {
        ILookup<string, Mutant> byFile = mutants.ToLookup(mutant => mutant.File);
        foreach (Mutant once in mutants.Where(mutant => mutant.IsOnce))
        {
            _testsOf[once.Number] =
            [
                .. byFile[once.File].SelectMany(mutant => _testsOf.GetValueOrDefault(mutant.Number, [])).Distinct(),
            ];
        }
    }

    private string? Ask(WorkerProcess worker, int test)
    {
        string? answer = worker.Ask($"record {test}", Limit);
        return answer is not null && !IsOfUse(answer) && Number(answer, 2) < 3 * MostWork ? worker.Ask($"record {test}", Limit) : answer;
    }

    private bool IsOfUse(string answer) => Number(answer, 1) <= Longest && Number(answer, 2) <= MostWork;

    private static int Number(string answer, int part) => int.Parse(answer.Split(Worker.Separator)[part], CultureInfo.InvariantCulture);

    private void Note(int test, string answer)
    {
        _times[test] = Number(answer, 1);
        _work[test] = Number(answer, 2);
        foreach (string mutant in answer.Split(Worker.Separator)[3].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            int number = int.Parse(mutant, CultureInfo.InvariantCulture);
            if (!_testsOf.TryGetValue(number, out List<int>? tests))
            {
                _testsOf[number] = tests = [];
            }

            tests.Add(test);
            if (_files.TryGetValue(number, out string? file))
            {
                _shares[(file, test)] = Share(test, file) + 1;
            }
        }
    }

    private int Share(int test, string file) => _shares.GetValueOrDefault((file, test));
}
