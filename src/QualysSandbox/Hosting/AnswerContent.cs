namespace QualysSandbox.Hosting;

/// <summary>A body that is too large to hold and is made while it is sent.</summary>
internal abstract record AnswerContent
{
    /// <summary>Whether the body ends in the middle.</summary>
    public bool IsHalf { get; init; }

    /// <summary>The parts in order; the memory of one is good until the next is asked for.</summary>
    public abstract IEnumerable<Part> Parts();

    /// <summary>A part of the body.</summary>
    internal readonly record struct Part(ReadOnlyMemory<byte> Bytes, bool IsLast);
}
