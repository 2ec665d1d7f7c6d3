using System.Globalization;
using Mutations.Making;

namespace Mutations.Running;

/// <summary>What came of a mutant.</summary>
internal enum Fate
{
    /// <summary>A test failed.</summary>
    Killed,

    /// <summary>The tests did not end, or their process did; that counts as killed.</summary>
    TimedOut,

    /// <summary>No test failed.</summary>
    Survived,

    /// <summary>No test comes past it; that counts as survived.</summary>
    NotCovered,
}

/// <summary>
/// Runs the tests over each mutant. Mutants share a process: a test that fails is run once more with no mutant on, and where it
/// fails then too, the mutant is tried again in a process of its own.
/// </summary>
/// <param name="worker">Where they run.</param>
/// <param name="coverage">Which tests run.</param>
internal sealed class Trial(WorkerProcess worker, Coverage coverage)
{
    private const int NoMutant = 0;

    /// <summary>Tries them all.</summary>
    /// <param name="mutants">The mutants.</param>
    /// <param name="told">Is told what came of each, and which test killed it.</param>
    public void Run(IEnumerable<Mutant> mutants, Action<Mutant, Fate, string?> told)
    {
        foreach (Mutant mutant in mutants.OrderBy(mutant => mutant.IsOnce))
        {
            if (mutant.IsOnce)
            {
                worker.End();
                worker.FromStart = mutant.Number;
            }

            (Fate fate, int? killer) = Try(mutant, isAlone: mutant.IsOnce);
            told(mutant, fate, killer is { } test ? coverage.NameOf(test) : null);
            if (mutant.IsOnce)
            {
                worker.End();
                worker.FromStart = 0;
            }
        }
    }

    private (Fate Fate, int? Killer) Try(Mutant mutant, bool isAlone)
    {
        bool isCovered = false;
        foreach ((int[] tests, int milliseconds) in coverage.PortionsFor(mutant))
        {
            isCovered = true;
            // What takes too long is given more time once, in a new process: the machine may have been busy.
            string? answer = Ask(mutant.Number, tests, milliseconds) ?? Ask(mutant.Number, tests, (2 * milliseconds) + 1500);
            if (answer is null)
            {
                return (Fate.TimedOut, null);
            }

            if (answer == Worker.Survived)
            {
                continue;
            }

            int killer = int.Parse(answer, CultureInfo.InvariantCulture);
            if (!isAlone && Ask(NoMutant, killer < 0 ? tests : [killer], milliseconds) != Worker.Survived)
            {
                worker.End();
                return Try(mutant, isAlone: true);
            }

            coverage.NoteKill(mutant, killer);
            return (Fate.Killed, killer);
        }

        return (isCovered ? Fate.Survived : Fate.NotCovered, null);
    }

    private string? Ask(int mutant, int[] tests, int milliseconds)
    {
        string order = string.Create(CultureInfo.InvariantCulture, $"try {mutant} {string.Join(',', tests)}");
        return worker.Ask(order, TimeSpan.FromMilliseconds(3000 + (5 * milliseconds)));
    }
}
