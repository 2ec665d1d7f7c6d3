namespace QualysCustomAttributes.Qualys;

/// <summary>Whose client signs in at the gateway; each kind has an address of its own there.</summary>
public enum QualysClientKind : long
{
    /// <summary>A user's client, which may do what the user may: <c>/auth/oidc</c>.</summary>
    User,

    /// <summary>A client of the subscription, behind which stands no user: <c>/auth/oauth</c>.</summary>
    Subscription,
}
