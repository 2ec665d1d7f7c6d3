using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Planning;

/// <summary>The values of a set as they lie one behind the other, each ended by <see cref="AxoniusCsvReader.ValueEnd"/>.</summary>
internal static class SetValues
{
    /// <summary>The value of a column.</summary>
    /// <param name="values">The values of the set.</param>
    /// <param name="column">The column's place in the contract, from 0.</param>
    public static ReadOnlySpan<byte> At(ReadOnlySpan<byte> values, int column)
    {
        for (int i = 0; i < column; i++)
        {
            values = values[(values.IndexOf(AxoniusCsvReader.ValueEnd) + 1)..];
        }

        return values[..values.IndexOf(AxoniusCsvReader.ValueEnd)];
    }
}
