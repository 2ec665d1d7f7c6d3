namespace QualysCustomAttributes.Inventory;

/// <summary>Until when complete runs have brought every change.</summary>
internal static class InventoryCoverage
{
    /// <summary>
    /// How far runs that would have begun in the same second may seem to begin in the future. A run that began later than that
    /// went by a wrong clock, and says nothing.
    /// </summary>
    public static readonly TimeSpan MostAhead = TimeSpan.FromMinutes(1);

    /// <summary>Follows the runs as far as they leave no gap behind the earliest moment that one of them was asked for.</summary>
    /// <param name="complete">Since when each complete run asked, and when it began.</param>
    /// <returns>The start of the last of them, or <see langword="null"/> where there is no run.</returns>
    public static DateTimeOffset? Until(IEnumerable<(DateTimeOffset Since, DateTimeOffset StartedAt)> complete)
    {
        DateTimeOffset? covered = null;
        foreach ((DateTimeOffset since, DateTimeOffset startedAt) in complete.Order())
        {
            if (covered is null || (since <= covered && startedAt > covered))
            {
                covered = startedAt;
            }
        }

        return covered;
    }
}
