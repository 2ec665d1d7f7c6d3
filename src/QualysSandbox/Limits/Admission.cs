namespace QualysSandbox.Limits;

/// <summary>What the limits said to one call. Disposing it says that the call no longer runs.</summary>
internal sealed class Admission(
    LimitCode blockedBy, string reason, IReadOnlyDictionary<string, string> headers, Action? leave) : IDisposable
{
    private Action? _leave = leave;

    public LimitCode BlockedBy => blockedBy;

    public string Reason => reason;

    public IReadOnlyDictionary<string, string> Headers => headers;

    public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
}
