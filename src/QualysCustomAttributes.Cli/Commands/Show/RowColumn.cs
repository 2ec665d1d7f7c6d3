namespace QualysCustomAttributes.Cli.Commands.Show;

/// <summary>A column of a list of rows.</summary>
/// <param name="Label">What stands above it.</param>
/// <param name="Width">How wide it is, the gap before the next one included: numbers are on its right, texts, whose width is given below zero, on its left. The last one has what is left, and 0.</param>
/// <param name="Of">What stands in it.</param>
internal sealed record RowColumn<T>(string Label, int Width, Func<T, object?> Of)
{
    /// <summary>Of the last column: whether what stands there is too important to be cut; then it goes on in the next line.</summary>
    public Func<T, bool> IsWhole { get; init; } = _ => false;
}
