using QualysSandbox.Assets;
using QualysSandbox.Inventory;
using QualysSandbox.Limits;

namespace QualysSandbox;

/// <summary>How one sandbox behaves. The defaults accept any asset, set no limits and answer at once.</summary>
public sealed record SandboxOptions
{
    /// <summary>The port on 127.0.0.1; 0 takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>The user name to expect, from Basic authentication and from the gateway's form.</summary>
    public string UserName { get; init; } = "sandbox";

    /// <summary>The password to expect with it.</summary>
    public string Password { get; init; } = "sandbox";

    /// <summary>The client id to expect from those who sign in as a client, of a user or of the subscription.</summary>
    public string ClientId { get; init; } = "sandbox";

    /// <summary>The client's secret to expect with it.</summary>
    public string ClientSecret { get; init; } = "sandbox";

    /// <summary>
    /// Whether an update is let in by a token of the gateway, too. Nobody outside Qualys knows whether it is; the default is that
    /// user and password alone are.
    /// </summary>
    public bool AcceptsBearer { get; init; }

    /// <summary>The assets that exist in this subscription.</summary>
    public AssetIdSet AssetIds { get; init; } = AssetIdSet.Any;

    /// <summary>
    /// Whether <c>add</c> leaves a key alone that the asset already has. The sources disagree; the default is Qualys's
    /// general rule for collections, by which <c>add</c> also updates.
    /// </summary>
    public bool AddOnlyNew { get; init; }

    /// <summary>The calls allowed in a sliding window, or null for no limit.</summary>
    public RateLimit? RateLimit { get; init; }

    /// <summary>The calls allowed at a time, or null for no limit.</summary>
    public int? ConcurrencyLimit { get; init; }

    /// <summary>Whether answers carry the limit headers. Without them a blocked call says no more than its status.</summary>
    public bool SendLimitHeaders { get; init; } = true;

    /// <summary>How the concurrency headers are spelt.</summary>
    public ConcurrencyHeaderSpelling ConcurrencyHeaders { get; init; } = ConcurrencyHeaderSpelling.Hyphenated;

    /// <summary>How long an admitted call takes; it counts as running meanwhile.</summary>
    public TimeSpan AnswerLatency { get; init; }

    /// <summary>The clock behind the rate limit, the latency, the delays and the recorded times.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The assets that the gateway counts and shows.</summary>
    public InventoryOptions Inventory { get; init; } = new();

    /// <summary>How long after an update the gateway shows what it changed.</summary>
    public TimeSpan ShowUpdatesAfter { get; init; }

    /// <summary>How many looks at an asset find it as it was before an update.</summary>
    public int ShowUpdatesAfterLooks { get; init; }

    /// <summary>How long a token of the gateway is valid.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(4);

    /// <summary>How many requests a token of the gateway is valid for, or null for no limit.</summary>
    public int? TokenUses { get; init; }

    /// <summary>Whether assets are compressed for those who accept gzip.</summary>
    public bool AllowGzip { get; init; } = true;

    /// <summary>Told of every request to Qualys, just before its answer is sent. Called from many threads.</summary>
    public Action<RecordedRequest>? Answering { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Port, ushort.MaxValue);
        ArgumentException.ThrowIfNullOrEmpty(UserName);
        ArgumentException.ThrowIfNullOrEmpty(ClientId);
        ArgumentException.ThrowIfNullOrEmpty(ClientSecret);
        ArgumentOutOfRangeException.ThrowIfLessThan(ConcurrencyLimit ?? 1, 1, nameof(ConcurrencyLimit));
        ArgumentOutOfRangeException.ThrowIfLessThan(AnswerLatency, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(ShowUpdatesAfter, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(ShowUpdatesAfterLooks);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(TokenLifetime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(TokenUses ?? 1, 1, nameof(TokenUses));
        ArgumentNullException.ThrowIfNull(Inventory);
        Inventory.Validate();

        if (UserName.Contains(':', StringComparison.Ordinal))
        {
            throw new ArgumentException("Basic authentication allows no colon in a user name.", nameof(UserName));
        }
    }
}
