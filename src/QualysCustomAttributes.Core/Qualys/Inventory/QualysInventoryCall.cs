namespace QualysCustomAttributes.Qualys.Inventory;

/// <summary>One call to the gateway, and what came of it.</summary>
internal sealed record QualysInventoryCall : QualysExchange
{
    /// <summary>The size of the answer's body in bytes, uncompressed.</summary>
    public long Bytes { get; init; }

    /// <summary>How many assets the answer holds, or says there are.</summary>
    public long? Assets { get; init; }

    /// <summary>The call in a line, for a log.</summary>
    /// <returns>The line.</returns>
    public override string ToString()
    {
        string result = Status is { } status ? $"HTTP {status}" : "no answer";
        string why = Error is null ? "" : $": {Error}";
        string assets = Assets is { } count ? $", {Counted.Of(count, "asset")}" : "";
        return FormattableString.Invariant($"{What}, attempt {Attempt}: {result}{assets} in {Elapsed.TotalMilliseconds:N0} ms{why}");
    }
}
