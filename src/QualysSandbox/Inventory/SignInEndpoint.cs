using Microsoft.Net.Http.Headers;
using QualysSandbox.Faults;
using QualysSandbox.Hosting;

namespace QualysSandbox.Inventory;

/// <summary>A sign-in at the gateway, which gives out tokens. No limit holds here.</summary>
internal abstract class SignInEndpoint(SandboxOptions options, AccessTokens tokens, FaultScript faults) : IQualysEndpoint
{
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
        Answer usual = fault is { Moment: ChangeMoment.Never } ? new Answer(StatusCodes.Status200OK) : Refuse(request) ?? GiveToken();
        bool isPlayed = fault is not null && usual.Status < StatusCodes.Status400BadRequest;
        var context = new FaultContext(Updating.ServiceResponse.Touched([]), request.Format, options.TimeProvider.GetUtcNow())
        {
            Gateway = usual,
            Credentials = CredentialEcho.Of(request),
        };
        Answer answer = isPlayed ? fault!.Answer(context) : usual;
        return new Reply(answer) { Fault = fault?.Name, What = "sign in" };
    }

    /// <summary>Whether the body is a form.</summary>
    protected static bool IsForm(ReceivedRequest request) =>
        MediaTypeHeaderValue.TryParse(request.Header(HeaderNames.ContentType), out MediaTypeHeaderValue? type)
        && type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);

    /// <summary>The answer to a request that gets no token, or null.</summary>
    protected abstract Answer? Refuse(ReceivedRequest request);

    private Answer GiveToken() => new(StatusCodes.Status201Created)
    {
        ContentType = "text/plain;charset=UTF-8",
        Body = tokens.Issue(),
        IsRecorded = false,
        Summary = "a token",
    };
}
