namespace QualysCustomAttributes.Inventory.Tables;

/// <summary>Whether a date stands for never.</summary>
internal enum Never
{
    /// <summary>It does not.</summary>
    No,

    /// <summary>As the number 0, which is the usual way.</summary>
    Zero,

    /// <summary>In another way: -1, a blank, a comma, "Not Announced".</summary>
    Other,
}

/// <summary>How many dates stand for never.</summary>
/// <param name="Zero">As the number 0.</param>
/// <param name="Other">In another way.</param>
internal readonly record struct NeverCount(long Zero, long Other)
{
    /// <summary>All of both.</summary>
    public static NeverCount operator +(NeverCount one, NeverCount other) => new(one.Zero + other.Zero, one.Other + other.Other);

    /// <summary>One date more.</summary>
    public static NeverCount operator +(NeverCount counted, Never date) => date switch
    {
        Never.Zero => counted with { Zero = counted.Zero + 1 },
        Never.Other => counted with { Other = counted.Other + 1 },
        _ => counted,
    };
}
