using Bench.Comparing;

namespace Bench.Inventory;

/// <summary>Every run of one program over the same inventory.</summary>
/// <param name="Program">The program's name.</param>
/// <param name="Assets">How many assets there are.</param>
/// <param name="Latency">How long the sandbox takes for a page before it sends it; null where nothing is downloaded.</param>
/// <param name="Runs">The runs.</param>
internal sealed record InventoryResult(string Program, int Assets, TimeSpan? Latency, IReadOnlyList<Measurement> Runs) : Measurements(Runs);
