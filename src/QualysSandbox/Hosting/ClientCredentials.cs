namespace QualysSandbox.Hosting;

/// <summary>The headers with which a client signs in at the gateway.</summary>
internal sealed class ClientCredentials(SandboxOptions options) : ICredentials
{
    public const string Id = "clientId";
    public const string Secret = "clientSecret";

    public bool AreIn(IHeaderDictionary headers, string body) =>
        headers[Id] == options.ClientId && headers[Secret] == options.ClientSecret;
}
