namespace QualysSandbox.Faults;

/// <summary>What is wrong with a page of assets.</summary>
internal sealed record PageFault
{
    public static PageFault None { get; } = new();

    /// <summary>Whether the page does not say if there is more.</summary>
    public bool OmitsHasMore { get; init; }

    /// <summary>Whether the last id of the page is null.</summary>
    public bool NullLastSeen { get; init; }

    /// <summary>Whether the page holds no asset.</summary>
    public bool IsEmpty { get; init; }

    /// <summary>Whether lists are null, or null inside their objects.</summary>
    public bool NullLists { get; init; }

    /// <summary>A field that every asset has in addition, and its value as JSON.</summary>
    public (string Name, byte[] Value)? Field { get; init; }

    /// <summary>The lines that one asset has at least, or 0.</summary>
    public int Lines { get; init; }
}
