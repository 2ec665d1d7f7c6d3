using QualysSandbox.Faults;
using QualysSandbox.Hosting;

namespace QualysSandbox.Inventory;

/// <summary>The sign-in with user and password, which come in a form.</summary>
internal sealed class AuthEndpoint(SandboxOptions options, AccessTokens tokens, FaultScript faults) : SignInEndpoint(options, tokens, faults)
{
    public const string Path = "/auth";

    protected override Answer? Refuse(ReceivedRequest request)
    {
        if (!IsForm(request))
        {
            return GatewayResponse.Refusal(
                GatewayResponse.InvalidRequest,
                "The sign-in is a URL-encoded form.",
                StatusCodes.Status415UnsupportedMediaType);
        }

        if (!request.Authenticated)
        {
            return GatewayResponse.Refusal(
                GatewayResponse.Unauthorized,
                "The user name or password is not correct.",
                StatusCodes.Status401Unauthorized);
        }

        return AuthForm.AsksForToken(request.Body)
            ? null
            : GatewayResponse.Refusal(
                GatewayResponse.InvalidRequest,
                "The form must ask for a token: token=true.",
                StatusCodes.Status400BadRequest);
    }
}
