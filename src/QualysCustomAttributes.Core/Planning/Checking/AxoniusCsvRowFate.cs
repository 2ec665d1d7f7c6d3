namespace QualysCustomAttributes.Planning;

/// <summary>How many rows of an export, or ids of rows, have one fate.</summary>
public sealed class AxoniusCsvRowFate
{
    internal AxoniusCsvRowFate(string fate, long count, IReadOnlyList<AxoniusCsvRow> examples)
    {
        Fate = fate;
        RowCount = count;
        Examples = ReadableList.Of(examples);
    }

    /// <summary>
    /// Usable; Repeated, for a row that says what an earlier one of its id says; LeftOut, for rows of an id that is not sent as they disagree;
    /// NoValues; or the reason for which rows are rejected, as <see cref="Axonius.RejectionReason"/> names it.
    /// </summary>
    public string Fate { get; }

    /// <summary>How many rows, or ids of rows, have it: a row with two ids counts for each.</summary>
    public long RowCount { get; }

    /// <summary>The first of them, three at most.</summary>
    public IReadOnlyList<AxoniusCsvRow> Examples { get; }

    /// <summary>The fate in a few words.</summary>
    /// <returns>As <c>2 NoAssetId, the first at line 39</c>.</returns>
    public override string ToString() =>
        FormattableString.Invariant($"{RowCount:N0} {Fate}{(Examples.Count == 0 ? "" : $"{(RowCount == 1 ? "," : ", the first")} at line {Examples[0].Line}")}");
}

/// <summary>A row of an export, or an id of one, as an example.</summary>
public sealed class AxoniusCsvRow
{
    internal AxoniusCsvRow(long line, string? assetId, string? detail)
    {
        Line = line;
        AssetId = assetId;
        Detail = detail;
    }

    /// <summary>The line of the export at which it starts, from 1.</summary>
    public long Line { get; }

    /// <summary>The asset id as it is written; <see langword="null"/> where none was read.</summary>
    public string? AssetId { get; }

    /// <summary>What exactly was found; <see langword="null"/> where its fate says all.</summary>
    public string? Detail { get; }

    /// <summary>The row in a few words.</summary>
    /// <returns>As <c>line 41 'n/a'</c>.</returns>
    public override string ToString() => FormattableString.Invariant($"line {Line}{(AssetId is null ? "" : $" '{AssetId}'")}");
}
