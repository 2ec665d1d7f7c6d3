namespace QualysCustomAttributes.Runs;

/// <summary>Finds rows of a table whose numbers go up from 1 without a gap in an order that the rows have, too.</summary>
internal static class RowSearch
{
    /// <summary>Finds the first number whose row does not stand before what is looked for, by halves.</summary>
    /// <param name="last">The last number.</param>
    /// <param name="isBefore">Whether the row of a number stands before it.</param>
    /// <returns>The number; one beyond the last where all do.</returns>
    public static long First(long last, Predicate<long> isBefore)
    {
        long low = 1;
        long high = last + 1;
        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            if (isBefore(middle))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
