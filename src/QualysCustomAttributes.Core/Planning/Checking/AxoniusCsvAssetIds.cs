namespace QualysCustomAttributes.Planning;

/// <summary>The asset ids of an export, each once however many rows it stands in.</summary>
public sealed class AxoniusCsvAssetIds
{
    /// <summary>How many there are.</summary>
    public long IdCount { get; internal init; }

    /// <summary>The smallest; 0 where there is none.</summary>
    public ulong Smallest { get; internal init; }

    /// <summary>The largest; 0 where there is none.</summary>
    public ulong Largest { get; internal init; }

    /// <summary>How many have how many digits, the fewest digits first: those of Qualys are of about one length.</summary>
    public IReadOnlyList<AxoniusCsvIdLength> Lengths { get; internal init => field = ReadableList.Of(value); } = ReadableList.Of<AxoniusCsvIdLength>([]);

    /// <summary>The ids in a few words.</summary>
    /// <returns>As <c>151 ids from 1500000001 to 1500000150</c>.</returns>
    public override string ToString() => IdCount == 0 ? "no asset ids" : FormattableString.Invariant(
        $"{Counted.Of(IdCount, "asset id")} {(IdCount == 1 ? Smallest.ToString("D", null) : $"from {Smallest} to {Largest}")}");
}

/// <summary>How many asset ids have so many digits.</summary>
public sealed class AxoniusCsvIdLength
{
    internal AxoniusCsvIdLength(int digits, long count)
    {
        Digits = digits;
        IdCount = count;
    }

    /// <summary>How many digits.</summary>
    public int Digits { get; }

    /// <summary>How many ids.</summary>
    public long IdCount { get; }

    /// <summary>The number in words.</summary>
    /// <returns>As <c>151 of 10 digits</c>.</returns>
    public override string ToString() => FormattableString.Invariant($"{IdCount:N0} of {Counted.Of(Digits, "digit")}");
}
