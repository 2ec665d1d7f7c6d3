namespace QualysCustomAttributes.Qualys;

/// <summary>A call was not made, because another one has ended the run.</summary>
internal sealed class GateShutException : OperationCanceledException
{
    public GateShutException()
        : base("Another call has ended the run.")
    {
    }
}
