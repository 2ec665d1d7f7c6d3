namespace QualysCustomAttributes.Qualys;

/// <summary>How an account asks the gateway for a token.</summary>
/// <param name="Path">Where.</param>
/// <param name="Headers">What stands in headers.</param>
/// <param name="Fields">What stands in the form.</param>
internal sealed record GatewaySignInForm(
    string Path, IReadOnlyList<KeyValuePair<string, string>> Headers, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    /// <summary>With user and password, in a form.</summary>
    public static GatewaySignInForm OfUser(string userName, string password) => new(
        "/auth", [], [new("username", userName), new("password", password), new("token", "true"), new("permissions", "true")]);

    /// <summary>As a client, in headers.</summary>
    public static GatewaySignInForm OfClient(string clientId, string clientSecret, QualysClientKind kind) => new(
        kind == QualysClientKind.Subscription ? "/auth/oauth" : "/auth/oidc",
        [new("clientId", clientId), new("clientSecret", clientSecret)],
        []);
}
