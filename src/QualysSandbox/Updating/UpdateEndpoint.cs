using QualysSandbox.Assets;
using QualysSandbox.Faults;
using QualysSandbox.Hosting;
using QualysSandbox.Inventory;
using QualysSandbox.Limits;

namespace QualysSandbox.Updating;

/// <summary>The address that changes the custom attributes of a batch of assets.</summary>
internal sealed class UpdateEndpoint(
    SandboxOptions options, AssetStore assets, AssetInventory inventory, AccessTokens tokens, FaultScript faults, CallLimits limits)
    : IQualysEndpoint
{
    public const string Path = "/qps/rest/2.0/update/am/asset";

    public async Task<Reply> AnswerAsync(ReceivedRequest request, CancellationToken stopping)
    {
        (UpdateRequest? update, Answer? invalid) = Understand(request);
        Fault? fault = faults.Take(QualysEndpoint.Update, update?.AssetIds ?? []);
        if (fault is { ExpiresTokens: true })
        {
            tokens.ExpireAll();
        }

        Answer answer = fault is { Moment: ChangeMoment.Never }
            ? await AnswerInsteadOfQualysAsync(fault, request, stopping)
            : await AnswerAsQualysAsync(request, update, invalid, fault, stopping);

        return new Reply(answer) { Fault = fault?.Name, What = update?.ToString(), AssetIds = update?.AssetIds ?? [] };
    }

    private static (UpdateRequest? Update, Answer? Invalid) Understand(ReceivedRequest request)
    {
        try
        {
            return (UpdateRequestReader.Read(request.Body), null);
        }
        catch (InvalidUpdateRequestException exception)
        {
            ServiceResponse refusal =
                ServiceResponse.Refusal(ServiceResponse.InvalidRequest, exception.Message, exception.Resolution);
            return (null, refusal.ToAnswer(request.Format));
        }
    }

    private static Answer? RefuseHeaders(ReceivedRequest request)
    {
        if (request.Header("X-Requested-With").Length == 0)
        {
            return PlainText(StatusCodes.Status400BadRequest, "Missing required header: X-Requested-With");
        }

        return request.IsJson ? null : PlainText(StatusCodes.Status415UnsupportedMediaType, "The sandbox reads application/json only.");
    }

    private static Answer PlainText(int status, string text) =>
        new(status) { ContentType = "text/plain;charset=UTF-8", Body = text, Summary = text };

    private static Answer RefuseCredentials(ReceivedRequest request) =>
        ServiceResponse.Refusal(
                ServiceResponse.InvalidCredentials,
                "User name and password are not correct, or come as a token that is not taken here.",
                null)
            .ToAnswer(request.Format, StatusCodes.Status401Unauthorized)
            .WithHeadersBehind(new Dictionary<string, string> { ["WWW-Authenticate"] = "Basic realm=\"Qualys sandbox\"" });

    private async Task<Answer> AnswerInsteadOfQualysAsync(Fault fault, ReceivedRequest request, CancellationToken stopping)
    {
        await WaitAsync(fault.Delay, stopping);
        return fault.Answer(Context(ServiceResponse.Touched([]), request));
    }

    private async Task<Answer> AnswerAsQualysAsync(
        ReceivedRequest request, UpdateRequest? update, Answer? invalid, Fault? fault, CancellationToken stopping)
    {
        if (!request.Authenticated)
        {
            return RefuseCredentials(request);
        }

        using Admission admission = limits.Enter();
        if (admission.BlockedBy != LimitCode.None)
        {
            return SimpleReturn.For(admission.BlockedBy, admission.Reason, options.TimeProvider.GetUtcNow())
                .WithHeadersBehind(admission.Headers);
        }

        await WaitAsync(options.AnswerLatency, stopping);
        Answer answer = RefuseHeaders(request) ?? invalid ?? await UpdateAsync(request, update!, fault, stopping);
        return answer.WithHeadersBehind(admission.Headers);
    }

    private async Task<Answer> UpdateAsync(ReceivedRequest request, UpdateRequest update, Fault? fault, CancellationToken stopping)
    {
        TimeSpan delay = fault?.Delay ?? TimeSpan.Zero;
        if (fault is { Moment: ChangeMoment.AfterDelay })
        {
            await WaitAsync(delay, stopping);
            delay = TimeSpan.Zero;
        }

        ulong[] touched = [.. update.AssetIds.Where(assets.Knows).Take(fault?.ChangedAssets ?? int.MaxValue)];
        ulong[] changed = fault is null ? touched : touched[..fault.AppliedTo(touched.Length)];
        inventory.Hold(changed, fault?.Showing ?? new Showing(options.ShowUpdatesAfter, options.ShowUpdatesAfterLooks));
        assets.Apply(update.Change, changed, inventory.MadeUpKeysOf);
        inventory.AttributesChanged(update.Change, changed);
        await WaitAsync(delay, stopping);

        ServiceResponse response = touched.Length > 0
            ? ServiceResponse.Touched(touched)
            : ServiceResponse.Refusal(
                ServiceResponse.InvalidRequest,
                "No asset matches the criteria.",
                "Check the ids and the scope of the account.");

        return fault is null
            ? response.ToAnswer(request.Format)
            : fault.Answer(Context(response, request));
    }

    private FaultContext Context(ServiceResponse response, ReceivedRequest request) =>
        new(response, request.Format, options.TimeProvider.GetUtcNow()) { Credentials = CredentialEcho.Of(request) };

    private Task WaitAsync(TimeSpan time, CancellationToken stopping) =>
        time > TimeSpan.Zero ? Task.Delay(time, options.TimeProvider, stopping) : Task.CompletedTask;
}
