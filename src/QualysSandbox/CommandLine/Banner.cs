namespace QualysSandbox.CommandLine;

/// <summary>What a person needs to know when the sandbox has started.</summary>
internal static class Banner
{
    public static string For(Uri address, SandboxOptions options)
    {
        string url = address.GetLeftPart(UriPartial.Authority);
        return $"""
            Qualys sandbox at {url}, user name {options.UserName}, assets: {options.AssetIds}, in the inventory: {options.Inventory.Assets}

            Point the product at it:
              --api-fqdn {url}
              --gateway-fqdn {url}
              with the environment variables q_username={options.UserName} and q_password (as given with --password),
              or with q_client_id={options.ClientId} and q_client_secret (as given with --client-secret);
              {(options.AcceptsBearer ? "updates are taken by token, too" : "updates are not taken by token")}

            Look in and script it:
              GET    {url}/sandbox/health
              GET    {url}/sandbox/assets            (?after=<id>&limit=<n>)
              GET    {url}/sandbox/assets/<id>       PUT sets its attributes: an object of keys and values
              GET    {url}/sandbox/inventory         the number of assets that the gateway knows
              GET    {url}/sandbox/inventory/<id>    POST adds, PATCH changes (?lines=<n> enlarges), PUT replaces, DELETE removes it
              DELETE {url}/sandbox/tokens            no token is valid any more
              GET    {url}/sandbox/requests          (?after=<number>&limit=<n>)
              GET    {url}/sandbox/faults            POST adds faults, DELETE forgets them
              POST   {url}/sandbox/reset

            Ctrl+C ends it.

            """;
    }
}
