namespace QualysCustomAttributes.Planning;

/// <summary>What an export has under a key of the data contract.</summary>
public sealed class AxoniusCsvKey
{
    /// <summary>The custom attribute's key.</summary>
    public string Key { get; internal init; } = "";

    /// <summary>The column of the export.</summary>
    public string Header { get; internal init; } = "";

    /// <summary>How many assets have a value under it; an id that stands in several rows counts for each.</summary>
    public long Assets { get; internal init; }

    /// <summary>The part of all assets that have one, 0 to 100.</summary>
    public double Coverage { get; internal init; }

    /// <summary>How many different values there are.</summary>
    public long DistinctValues { get; internal init; }

    /// <summary>The most frequent values, ten at most, the most frequent first.</summary>
    public IReadOnlyList<AxoniusCsvValue> FrequentValues { get; internal init => field = ReadableList.Of(value); } = ReadableList.Of<AxoniusCsvValue>([]);

    /// <summary>Texts among the values that stand for none, as <c>#N/A</c>, <c>NULL</c> and <c>########</c>, the most frequent first.</summary>
    public IReadOnlyList<AxoniusCsvValue> NoValueTexts { get; internal init => field = ReadableList.Of(value); } = ReadableList.Of<AxoniusCsvValue>([]);

    /// <summary>How many assets had a value in the baseline; <see langword="null"/> where there is none, or it lacks the key.</summary>
    public long? BaselineAssets { get; internal init; }

    /// <summary>The part of the baseline's assets that had one, 0 to 100; <see langword="null"/> as above.</summary>
    public double? BaselineCoverage { get; internal init; }

    /// <summary>The part of those assets whose value stands in the export somewhere, 0 to 100; <see langword="null"/> as above.</summary>
    public double? KeptCoverage { get; internal init; }

    /// <summary>How many values of the baseline are gone.</summary>
    public long VanishedCount { get; internal init; }

    /// <summary>The values that are gone, ten at most, with the assets that had them, the most frequent first.</summary>
    public IReadOnlyList<AxoniusCsvValue> VanishedValues { get; internal init => field = ReadableList.Of(value); } = ReadableList.Of<AxoniusCsvValue>([]);

    /// <summary>How many values are new.</summary>
    public long NewCount { get; internal init; }

    /// <summary>The values that are new, ten at most, with the assets that have them, the most frequent first.</summary>
    public IReadOnlyList<AxoniusCsvValue> NewValues { get; internal init => field = ReadableList.Of(value); } = ReadableList.Of<AxoniusCsvValue>([]);

    /// <summary>The key in a few words.</summary>
    /// <returns>As <c>Business: 147 assets (97.4 %), 5 values</c>.</returns>
    public override string ToString() => FormattableString.Invariant(
        $"{Key}: {Counted.Of(Assets, "asset")} ({AxoniusCsvCheckText.Percent(Coverage)}), {Counted.Of(DistinctValues, "value")}");
}

/// <summary>A value with the number of assets that have it.</summary>
public sealed class AxoniusCsvValue
{
    internal AxoniusCsvValue(string value, long assets)
    {
        Value = value;
        Assets = assets;
    }

    /// <summary>The value after cleaning.</summary>
    public string Value { get; }

    /// <summary>How many assets have it; an id that stands in several rows counts for each.</summary>
    public long Assets { get; }

    /// <summary>The value and its number.</summary>
    /// <returns>As <c>Tier 3 (117)</c>.</returns>
    public override string ToString() => FormattableString.Invariant($"{Value} ({Assets:N0})");
}
