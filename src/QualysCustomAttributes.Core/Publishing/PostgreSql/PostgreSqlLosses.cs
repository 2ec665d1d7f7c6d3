namespace QualysCustomAttributes.Publishing.PostgreSql;

/// <summary>Words what PostgreSQL did not take, or has otherwise than the inventory.</summary>
internal static class PostgreSqlLosses
{
    private const int Named = 5;

    /// <summary>A warning for each kind of it.</summary>
    public static IEnumerable<string> Of(PostgreSqlTarget target, PostgreSqlMerge merge, PostgreSqlSchema schema)
    {
        if (merge.Repaired > 0)
        {
            yield return $"{Counted.Of(merge.Repaired, "text")} held U+0000 or bytes that are no UTF-8, which PostgreSQL does not take; "
                + "they have U+FFFD in their place.";
        }

        if (merge.BeyondBigint > 0)
        {
            yield return $"{Counted.Of(merge.BeyondBigint, "asset")} with an id above {long.MaxValue} could not be published: "
                + "PostgreSQL's bigint does not hold it. CSV files and snapshots have them.";
        }

        if (merge.Newer > 0)
        {
            yield return $"{Counted.Of(merge.Newer, "asset")} {(merge.Newer == 1 ? "is" : "are")} newer in {target} than in this inventory "
                + "and stayed as they are there.";
        }

        if (merge.Renamed.Count > 0)
        {
            IEnumerable<string> names = merge.Renamed.Select(pair => $"{ShownText.Name(pair.Column)} as {ShownText.Name(pair.Name)}");
            yield return $"PostgreSQL has columns under other names: {string.Join(", ", names)}.";
        }

        if (merge.Refilled > 0)
        {
            yield return $"{Counted.Of(merge.Refilled, "asset")} without changes {(merge.Refilled == 1 ? "was" : "were")} sent again, "
                + $"for {target} did not have all their values: a column is new there, or was dropped and made again.";
        }

        foreach (IGrouping<string, (long Asset, string Reason)> same in merge.LeftOut.GroupBy(left => left.Reason))
        {
            long[] assets = [.. same.Select(left => left.Asset)];
            yield return $"{Counted.Of(assets.Length, "asset")} {(assets.Length == 1 ? "was" : "were")} left out, "
                + $"for PostgreSQL does not take {(assets.Length == 1 ? "it" : "them")} ({ShownText.Of(same.Key)}): {Some(assets)}. What {target} has of "
                + $"{(assets.Length == 1 ? "it" : "them")} is as before, and the next publication tries again.";
        }

        foreach ((string table, string reason) in merge.TablesLeft)
        {
            yield return $"The table {table} in {target} is as before, for PostgreSQL does not take a row of it ({ShownText.Of(reason)}).";
        }

        foreach (IGrouping<string, (string Table, string Column)> table in schema.WithoutRoom.GroupBy(column => column.Table))
        {
            yield return $"{Counted.Of(table.Count(), "column")} of {schema.NameOf(table.Key)} found no room and "
                + $"{(table.Count() == 1 ? "is" : "are")} not in {target}, for PostgreSQL counts at most {PostgreSqlTable.MostColumns:N0}, "
                + $"dropped ones among them: {string.Join(", ", table.Take(Named).Select(column => ShownText.Name(column.Column)))}"
                + $"{(table.Count() > Named ? ", …" : "")}. To have them, drop the table and publish again.";
        }

        foreach ((string table, string column, string reason) in schema.KeptNumbers)
        {
            PostgreSqlColumn? kept = merge.WithoutNumber.Keys.FirstOrDefault(each => each.Name == column);
            long[] rows = kept is null ? [] : [.. merge.WithoutNumber[kept]];
            yield return $"The column {ShownText.Name(column)} of {schema.NameOf(table)} stays one of whole numbers, "
                + $"for PostgreSQL does not make it text ({ShownText.Of(reason)}). {Counted.Of(rows.Length, "asset")} sent now "
                + $"{(rows.Length == 1 ? "has" : "have")} something else there, and NULL in {target}"
                + $"{(rows.Length == 0 ? "" : $": {Some(rows)}")}. "
                + "Drop what uses the column, and publish again.";
        }
    }

    private static string Some(long[] ids) => string.Join(", ", ids.Take(Named)) + (ids.Length > Named ? ", …" : "");
}
