namespace QualysSandbox.Hosting;

/// <summary>An answer together with what an endpoint understood of the request.</summary>
/// <param name="Answer">What is sent.</param>
internal sealed record Reply(Answer Answer)
{
    /// <summary>The name of the fault that was played.</summary>
    public string? Fault { get; init; }

    /// <summary>The request in a few words.</summary>
    public string? What { get; init; }

    /// <summary>Given up when the answer is about to be complete; the request counts as running until then.</summary>
    public IDisposable? Held { get; init; }

    public IReadOnlyList<ulong> AssetIds { get; init; } = [];
}
