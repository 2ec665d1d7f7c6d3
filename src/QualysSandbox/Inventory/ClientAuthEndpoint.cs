using QualysSandbox.Faults;
using QualysSandbox.Hosting;

namespace QualysSandbox.Inventory;

/// <summary>The sign-in of a client, whose id and secret come in headers.</summary>
internal sealed class ClientAuthEndpoint(SandboxOptions options, AccessTokens tokens, FaultScript faults)
    : SignInEndpoint(options, tokens, faults)
{
    /// <summary>The address for a user's client, and that for a subscription's.</summary>
    public static readonly IReadOnlyList<string> Paths = ["/auth/oidc", "/auth/oauth"];

    protected override Answer? Refuse(ReceivedRequest request) => request.Authenticated
        ? null
        : GatewayResponse.Refusal(
            GatewayResponse.Unauthorized,
            "The client id or secret is not correct.",
            StatusCodes.Status401Unauthorized);
}
