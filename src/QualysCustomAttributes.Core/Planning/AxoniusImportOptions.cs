using System.Text;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Files;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>What is imported, how, and where to.</summary>
internal sealed record AxoniusImportOptions
{
    /// <summary>The export's path.</summary>
    public required string Path { get; init; }

    /// <summary>The data contract.</summary>
    public AxoniusContract Contract { get; init; } = AxoniusContract.Default;

    /// <summary>The character between cells, ASCII; <see langword="null"/> for what the export's first line says, else a comma.</summary>
    public char? Delimiter { get; init; }

    /// <summary>The export's encoding where it has no byte order mark, or <see langword="null"/> for UTF-8.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>Whether characters that are not seen stay in values; those that XML 1.0 forbids never do.</summary>
    public bool KeepInvisible { get; init; }

    /// <summary>The texts that are taken for no value, whatever their letter case.</summary>
    public IReadOnlyList<string> TreatAsEmpty { get; init; } = [];

    /// <summary>Whether an export more than half of whose rows are rejected is taken all the same.</summary>
    public bool AllowRejected { get; init; }

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

    /// <summary>Who imports.</summary>
    public StageCaller Caller { get; init; } = "";

    /// <summary>How many different sets of values a run takes: each is a group, and a call at least.</summary>
    public int MostSets { get; init; } = 3_000_000;

    /// <summary>How the export is read.</summary>
    public AxoniusCsvOptions Reading => new()
    {
        Path = System.IO.Path.GetFullPath(Path),
        Contract = Contract,
        Delimiter = Delimiter,
        Encoding = Encoding,
        KeepInvisible = KeepInvisible,
        TreatAsEmpty = TreatAsEmpty,
    };

    /// <summary>
    /// What the stages after this one will be given, for the record: one that is cut short before they begin is finished by it.
    /// </summary>
    public IReadOnlyList<(string Name, object? Value)> Later { get; init; } = [];

    /// <summary>Creates the run database.</summary>
    /// <param name="contract">Its contract.</param>
    /// <exception cref="RunDatabaseException">It exists, or cannot be written.</exception>
    internal RunDatabase CreateDatabase(AxoniusContract contract)
    {
        var files = NewFiles.For(SharedRead);
        return DatabasePath is { } path
            ? RunDatabase.Create(path, contract, Replace, Caller, files)
            : RunDatabase.CreateNamed(Folder, contract, DateTimeOffset.Now, Caller, files);
    }
}
