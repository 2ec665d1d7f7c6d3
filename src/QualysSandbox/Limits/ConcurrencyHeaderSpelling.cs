namespace QualysSandbox.Limits;

/// <summary>The two spellings of the concurrency headers that have been seen.</summary>
public enum ConcurrencyHeaderSpelling
{
    /// <summary><c>X-Concurrency-Limit-Limit</c> and <c>X-Concurrency-Limit-Running</c>.</summary>
    Hyphenated,

    /// <summary><c>X-ConcurrencyLimit-Limit</c> and <c>X-ConcurrencyLimit-Running</c>.</summary>
    Joined,
}
