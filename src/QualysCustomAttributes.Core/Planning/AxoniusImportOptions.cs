using QualysCustomAttributes.Axonius;

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

    /// <summary>The command that runs, for the record of the run.</summary>
    public string Command { get; init; } = "";
}
