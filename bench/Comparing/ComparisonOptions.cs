using Bench.Exports;

namespace Bench.Comparing;

/// <summary>What is compared.</summary>
internal sealed record ComparisonOptions
{
    public required ExportOptions Export { get; init; }

    /// <summary>How often each program runs over each export.</summary>
    public required int Runs { get; init; }

    /// <summary>Whether an export of ten times the rows is measured too.</summary>
    public bool AlsoTenfold { get; init; }

    /// <summary>The command line to measure instead of the one that is built.</summary>
    public string? CommandLine { get; init; }

    /// <summary>A copy of the Python connector.</summary>
    public string? PythonConnector { get; init; }

    /// <summary>How many rows the Python connector gets.</summary>
    public int PythonRows { get; init; }

    /// <summary>Where exports and databases go, and are deleted again.</summary>
    public required string Folder { get; init; }
}
