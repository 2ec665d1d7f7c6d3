using Mutations.Making;

namespace Mutations.Running;

/// <summary>Which tests come past which mutants, and how long each takes.</summary>
/// <param name="mutants">All mutants.</param>
internal sealed class Coverage(IReadOnlyList<Mutant> mutants)
{
    private const int Few = 4;
    private const int Many = 25;
    private const int ManyCases = 12;
    private const int Slow = 150;
    private const int Late = 1000;
    private const int Quick = 30;
    private const double Least = 20;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    // The folders of tests/Unit with the tests of a room; what stands in none of them is of all.
    private static readonly Dictionary<string, string[]> Folders = new()
    {
        ["Axonius"] = ["Axonius", "Planning"],
        ["Planning"] = ["Planning", "Runs", "Sending", "Axonius", "Ledger", "Synchronizing"],
        ["Sending"] = ["Sending", "Answers", "Runs", "Planning", "Ledger", "Synchronizing"],
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
    public required int Budget { get; init; }

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
        foreach (IGrouping<string, int> method in Enumerable.Range(0, tests.Count)
            .Where(test => tests[test].Class.Split('.')[^2] is var folder && (folder == "Unit" || folders.Contains(folder)))
            .OrderBy(test => tests[test].Class, StringComparer.Ordinal)
            .GroupBy(test => tests[test].Name.Split('(')[0]))
        {
            RecordMethod(worker, [.. method], known);
        }
    }

    /// <summary>
    /// The tests to be run over a mutant, in portions: those first that have killed others of its file, then those that take next to no
    /// time, then of each class in turn those that come past most of that file in the shortest time, and those that take over a second last.
    /// </summary>
    public IEnumerable<(int[] Tests, int Milliseconds)> PortionsFor(Mutant mutant)
    {
        IEnumerable<int> inTurn = _testsOf.GetValueOrDefault(mutant.Number, [])
            .GroupBy(test => _tests[test].Class)
            .SelectMany(tests => tests.OrderByDescending(test => Worth(test, mutant.File)).Select((test, turn) => (test, turn)))
            .OrderBy(each => _times[each.test] > Quick).ThenBy(each => each.turn).ThenBy(each => !IsOfRoom(each.test, mutant)).ThenByDescending(each => Worth(each.test, mutant.File))
            .Select(each => each.test);
        List<int> chosen = [];
        int spent = 0;
        foreach (int test in inTurn.Where(test => (spent += _work[test] + 1) <= Budget || chosen.Count == 0))
        {
            chosen.Add(test);
        }

        chosen = [.. chosen.OrderBy(test => _times[test] > Late)];
        int[] ordered =
        [
            .. chosen.Where(test => _kills.ContainsKey((mutant.File, test)))
                .OrderByDescending(test => _kills[(mutant.File, test)] / (_times[test] + Least)).Take(Few),
        ];
        ordered = [.. ordered, .. chosen.Except(ordered)];
        for (int from = 0, size = Few; from < ordered.Length; from += size, size = Many)
        {
            int[] portion = ordered[from..Math.Min(from + size, ordered.Length)];
            yield return (portion, portion.Sum(test => _times[test] + 1));
        }
    }

    /// <summary>The name of a test; <see langword="null"/> for what is no single test.</summary>
    public string? NameOf(int test) => test < 0 ? null : _tests[test].Name;

    /// <summary>Remembers that a test killed a mutant.</summary>
    public void NoteKill(Mutant mutant, int test) =>
        _kills[(mutant.File, test)] = _kills.GetValueOrDefault((mutant.File, test)) + 1;

    /// <summary>
    /// Lets a mutant that works once a process be covered by whatever covers others of its file, or of a file that names its type, and by
    /// tests that name it: it is seen in the very first test alone.
    /// </summary>
    /// <param name="sources">The text of each file of Core, by its path from Core's folder on.</param>
    /// <param name="testSources">The text of each class of tests, by its name.</param>
    public void Widen(IReadOnlyDictionary<string, string> sources, IReadOnlyDictionary<string, string> testSources)
    {
        ILookup<string, int> byClass = _times.Keys.ToLookup(test => _tests[test].Class.Split('.')[^1]);
        ILookup<string, Mutant> byFile = mutants.ToLookup(mutant => mutant.File);
        Dictionary<string, int[]> covering = byFile.ToDictionary(
            file => file.Key, file => file.SelectMany(mutant => _testsOf.GetValueOrDefault(mutant.Number, [])).Distinct().ToArray());
        foreach (IGrouping<(string File, string Type), Mutant> type in mutants.Where(mutant => mutant.IsOnce)
            .GroupBy(mutant => (mutant.File, Type: mutant.Member.Split('.')[0])))
        {
            int[] tests =
            [
                .. sources.Where(source => source.Key == type.Key.File || source.Value.Contains(type.Key.Type, StringComparison.Ordinal))
                    .SelectMany(source => covering.GetValueOrDefault(source.Key, []))
                    .Concat(testSources.Where(source => source.Value.Contains(type.Key.Type, StringComparison.Ordinal))
                        .SelectMany(source => byClass[source.Key]))
                    .Distinct(),
            ];
            foreach (Mutant once in type)
            {
                _testsOf[once.Number] = [.. tests];
            }
        }
    }

    // Of many slow cases of one theory a few are run: what they come past and how long they take is said of the others too.
    private void RecordMethod(WorkerProcess worker, int[] cases, RecordedTests known)
    {
        int each = cases.Length < ManyCases ? 1 : cases.Length / Few;
        int[] first = [.. cases.Where((_, place) => place % each == 0)];
        Recorded[] recorded = [.. first.Select(test => RecordTest(worker, test, known)).OfType<Recorded>().Where(IsOfUse)];
        bool isGuessed = recorded.Length > 0 && recorded.Average(one => one.Time) > Slow;
        Recorded? guess = isGuessed ? Recorded.Together(recorded) : null;
        foreach (int test in cases.Except(first))
        {
            if (guess is null)
            {
                RecordTest(worker, test, known);
            }
            else
            {
                Note(test, guess);
            }
        }
    }

    private Recorded? RecordTest(WorkerProcess worker, int test, RecordedTests known)
    {
        string name = _tests[test].Name;
        Recorded? recorded = Recorded.Parse(known.Of(name) ?? Ask(worker, test));
        if (recorded is not { HasPassed: true })
        {
            Failing.Add(recorded is null ? $"{name} (no end within {Limit.TotalSeconds:0} s)" : name);
            return null;
        }

        known.Note(name, recorded.ToString());
        if (IsOfUse(recorded))
        {
            Note(test, recorded);
        }

        return recorded;
    }

    private string? Ask(WorkerProcess worker, int test)
    {
        string? answer = worker.Ask($"record {test}", Limit);
        return Recorded.Parse(answer) is { } recorded && !IsOfUse(recorded) && recorded.Work < 3 * MostWork
            ? worker.Ask($"record {test}", Limit)
            : answer;
    }

    private bool IsOfUse(Recorded recorded) => recorded.Time <= Longest && recorded.Work <= MostWork;

    private void Note(int test, Recorded recorded)
    {
        _times[test] = recorded.Time;
        _work[test] = recorded.Work;
        foreach (int number in recorded.Mutants)
        {
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

    private bool IsOfRoom(int test, Mutant mutant) => _tests[test].Class.Split('.')[^2] == mutant.Room;

    // What comes past much of a file in a short time.
    private double Worth(int test, string file) => Share(test, file) / (_times[test] + Least);

    private int Share(int test, string file) => _shares.GetValueOrDefault((file, test));
}
