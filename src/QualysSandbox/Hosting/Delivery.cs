namespace QualysSandbox.Hosting;

/// <summary>How much of an answer reaches the client.</summary>
internal enum Delivery
{
    Whole,

    /// <summary>The length of the whole body is announced, half of it sent, then the connection dropped.</summary>
    CutShort,

    /// <summary>The connection is dropped without an answer.</summary>
    Dropped,
}
