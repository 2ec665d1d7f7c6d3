namespace Bench.Comparing;

/// <summary>The comparison cannot go on: a program failed, or its results are not what the export holds.</summary>
internal sealed class BenchException(string message) : Exception(message);
