namespace QualysCustomAttributes.Qualys;

/// <summary>How an update says who sends it.</summary>
public enum QualysUpdateAuthentication : long
{
    /// <summary>User and password with each call.</summary>
    Basic,

    /// <summary>
    /// A token of the gateway. Nobody outside Qualys knows whether updates of assets take one: it is there to be tried.
    /// </summary>
    Bearer,
}
