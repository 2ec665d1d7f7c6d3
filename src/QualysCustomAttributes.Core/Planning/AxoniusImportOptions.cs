using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>What is imported, how, and where to.</summary>
internal sealed record AxoniusImportOptions
{
    /// <summary>The export's path.</summary>
    public required string Path { get; init; }

    /// <summary>The data contract.</summary>
    public AxoniusContract Contract { get; init; } = AxoniusContract.Default;

    /// <summary>The character between cells; ASCII.</summary>
    public char Delimiter { get; init; } = ',';

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

    /// <summary>
    /// What the stages after this one will be given, for the record: one that is cut short before they begin is finished by it.
    /// </summary>
    public IReadOnlyList<(string Name, object? Value)> Later { get; init; } = [];
}
