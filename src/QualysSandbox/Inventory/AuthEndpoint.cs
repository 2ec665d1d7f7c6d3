using Microsoft.Net.Http.Headers;
using QualysSandbox.Faults;
using QualysSandbox.Hosting;

namespace QualysSandbox.Inventory;

/// <summary>The gateway's sign-in, which gives out tokens. No limit holds here.</summary>
internal sealed class AuthEndpoint(SandboxOptions options, AccessTokens tokens, FaultScript faults) : IQualysEndpoint
{
    public const string Path = "/auth";

    // A body that is not the form may hold a password where none is looked for.
    public ReceivedRequest ToRecord(ReceivedRequest request) => request with
    {
        Body = IsForm(request) ? AuthForm.WithoutPassword(request.Body) : "",
        QueryString = AuthForm.WithoutPassword(request.QueryString),
    };

    public async Task<Reply> AnswerAsync(ReceivedRequest request, CancellationToken stopping)
    {
        Fault? fault = faults.Take(QualysEndpoint.Auth, []);
        if (fault is not { Moment: ChangeMoment.Never })
        {
            await Waiting.ForAsync(options.AnswerLatency, options, stopping);
        }

        await Waiting.ForAsync(fault?.Delay, options, stopping);
        Answer usual = fault is { Moment: ChangeMoment.Never } ? new Answer(StatusCodes.Status200OK) : SignIn(request);
        bool isPlayed = fault is not null && usual.Status < StatusCodes.Status400BadRequest;
        var context = new FaultContext(Updating.ServiceResponse.Touched([]), request.Format, options.TimeProvider.GetUtcNow())
        {
            Gateway = usual,
            Credentials = CredentialEcho.Of(request),
        };
        Answer answer = isPlayed ? fault!.Answer(context) : usual;
        return new Reply(answer) { Fault = fault?.Name, What = "sign in" };
    }

    private static bool IsForm(ReceivedRequest request) =>
        MediaTypeHeaderValue.TryParse(request.Header(HeaderNames.ContentType), out MediaTypeHeaderValue? type)
        && type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);

    private Answer SignIn(ReceivedRequest request)
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

        if (!AuthForm.AsksForToken(request.Body))
        {
            return GatewayResponse.Refusal(
                GatewayResponse.InvalidRequest,
                "The form must ask for a token: token=true.",
                StatusCodes.Status400BadRequest);
        }

        return new Answer(StatusCodes.Status201Created)
        {
            ContentType = "text/plain;charset=UTF-8",
            Body = tokens.Issue(),
            IsRecorded = false,
            Summary = "a token",
        };
    }
}
