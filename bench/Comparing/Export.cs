using Bench.Exports;

namespace Bench.Comparing;

/// <summary>An export on disk and what a run over it must come to.</summary>
internal sealed record Export(string Path, ExportTally Tally);
