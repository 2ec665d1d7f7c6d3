namespace Bench.Pace;

/// <summary>What is sent, and under which limit.</summary>
internal sealed record PaceOptions
{
    public required int Calls { get; init; }

    public required TimeSpan Window { get; init; }

    public required int AtATime { get; init; }

    public required int Batches { get; init; }

    public required TimeSpan Latency { get; init; }

    public string? CommandLine { get; init; }

    public required string Folder { get; init; }
}
