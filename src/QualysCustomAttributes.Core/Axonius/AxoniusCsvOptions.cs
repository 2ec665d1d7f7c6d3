using System.Text;

namespace QualysCustomAttributes.Axonius;

/// <summary>Which export is read, and how.</summary>
internal sealed record AxoniusCsvOptions
{
    /// <summary>The character between cells where neither the user nor the export names one.</summary>
    public const char DefaultDelimiter = ',';

    /// <summary>The export's full path.</summary>
    public required string Path { get; init; }

    /// <summary>The data contract.</summary>
    public required AxoniusContract Contract { get; init; }

    /// <summary>The character between cells, or <see langword="null"/> for what the export's first line says, else a comma.</summary>
    public char? Delimiter { get; init; }

    /// <summary>The encoding, or <see langword="null"/> for UTF-8. A byte order mark counts before it.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>Whether characters that are not seen stay in values; those that XML forbids never do.</summary>
    public bool KeepInvisible { get; init; }

    /// <summary>The texts that are taken for no value.</summary>
    public IReadOnlyList<string> TreatAsEmpty { get; init; } = [];
}
