namespace QualysCustomAttributes.Qualys.Proxies;

/// <summary>How far any connection has come that calls go through.</summary>
internal enum WayProgress
{
    /// <summary>Nowhere yet.</summary>
    None,

    /// <summary>To the proxy.</summary>
    Proxy,

    /// <summary>To the host that is called, with its certificate trusted.</summary>
    Destination,
}
