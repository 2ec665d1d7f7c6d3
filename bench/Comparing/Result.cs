namespace Bench.Comparing;

/// <summary>Every run of one program over one export.</summary>
internal sealed record Result(Export Export, Contender Contender, IReadOnlyList<Measurement> Runs) : Measurements(Runs);
