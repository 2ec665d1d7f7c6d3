namespace QualysSandbox.Faults;

/// <summary>The addresses of Qualys that faults can strike.</summary>
public enum QualysEndpoint
{
    /// <summary>The update of custom attributes.</summary>
    Update,

    /// <summary>The gateway's sign-in.</summary>
    Auth,

    /// <summary>The gateway's count of assets.</summary>
    Count,

    /// <summary>The gateway's search for assets.</summary>
    Search,

    /// <summary>The gateway's look at one asset.</summary>
    Get,
}
