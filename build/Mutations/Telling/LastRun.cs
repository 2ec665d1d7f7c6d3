using Mutations.Making;
using Mutations.Running;

namespace Mutations.Telling;

/// <summary>What came of the mutants the last time, so that those alone can be tried again that survived.</summary>
internal sealed class LastRun
{
    private readonly string _path;
    private readonly Dictionary<string, Fate> _fates = [];

    private LastRun(string path) => _path = path;

    /// <summary>Reads it, where there was one.</summary>
    public static LastRun Read(string path)
    {
        var last = new LastRun(path);
        foreach (string[] cells in File.Exists(path) ? File.ReadLines(path).Select(line => line.Split('\t')) : [])
        {
            last._fates[cells[1]] = Enum.Parse<Fate>(cells[0]);
        }

        return last;
    }

    /// <summary>What came of a mutant; <see langword="null"/> where it was not tried.</summary>
    public Fate? Of(Mutant mutant) => _fates.TryGetValue(mutant.Key, out Fate fate) ? fate : null;

    /// <summary>Puts what came of a mutant on record at once, so that a run that is stopped loses nothing.</summary>
    public void Note(Mutant mutant, Fate fate, string? killer)
    {
        _fates[mutant.Key] = fate;
        File.AppendAllText(_path, $"{fate}\t{mutant.Key}\t{killer}\n");
    }
}
