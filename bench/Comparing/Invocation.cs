namespace Bench.Comparing;

/// <summary>A program to run as a process of its own.</summary>
/// <param name="FileName">The program.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Folder">Its current folder.</param>
internal sealed record Invocation(string FileName, IReadOnlyList<string> Arguments, string Folder)
{
    /// <summary>Environment variables beside those it inherits.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
