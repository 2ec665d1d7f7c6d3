using QualysCustomAttributes.Files;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>Which run is undone, against what, and where the plan of that goes.</summary>
internal sealed record UndoOptions
{
    /// <summary>The run database of the run that is undone.</summary>
    public required string RunPath { get; init; }

    /// <summary>
    /// What it is compared with. A ledger that is named counts, else it is the one that the run wrote into; the inventory may be left out.
    /// </summary>
    public ComparisonOptions Comparison { get; init; } = new();

    /// <summary>
    /// The run database to create, or <see langword="null"/> for one named after the present second in <see cref="Folder"/>.
    /// </summary>
    public string? DatabasePath { get; init; }

    /// <summary>The folder for a database that is named after the present second.</summary>
    public string Folder { get; init; } = ".";

    /// <summary>Whether a database that exists already is replaced.</summary>
    public bool Replace { get; init; }

    /// <summary>Whether others may read the database that is made, as far as the umask lets them.</summary>
    public bool SharedRead { get; init; }

    /// <summary>What the stages after this one will be given, for the record: a run that is cut short before they begin is finished by it.</summary>
    public IReadOnlyList<(string Name, object? Value)> Later { get; init; } = [];

    internal RunDatabase Create(Axonius.AxoniusContract contract, StageCaller caller)
    {
        var files = NewFiles.For(SharedRead);
        return DatabasePath is { } path
            ? RunDatabase.Create(path, contract, Replace, caller, files)
            : RunDatabase.CreateNamed(Folder, contract, DateTimeOffset.Now, caller, files);
    }
}
