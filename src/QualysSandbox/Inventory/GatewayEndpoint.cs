using QualysSandbox.Faults;
using QualysSandbox.Hosting;
using QualysSandbox.Limits;
using QualysSandbox.Updating;

namespace QualysSandbox.Inventory;

/// <summary>An address of the gateway that asks the inventory: token, limits, faults, then the answer.</summary>
internal abstract class GatewayEndpoint(
    QualysEndpoint name, SandboxOptions options, AccessTokens tokens, FaultScript faults, CallLimits limits) : IQualysEndpoint
{
    public async Task<Reply> AnswerAsync(ReceivedRequest request, CancellationToken stopping)
    {
        (InventoryQuery? query, Answer? invalid) = Understand(request);
        InventoryPage page = query is null ? InventoryPage.Empty : Look(query);
        Fault? fault = faults.Take(name, new PageIds(page));
        string? what = query is null ? null : Describe(query);
        if (fault is { ExpiresTokens: true })
        {
            tokens.ExpireAll();
        }

        if (fault is { Moment: ChangeMoment.Never })
        {
            await Waiting.ForAsync(fault.Delay, options, stopping);
            return new Reply(fault.Answer(Context(request, GatewayResponse.Count(0)))) { Fault = fault.Name, What = what };
        }

        if (!request.Authenticated)
        {
            return new Reply(RefuseToken()) { Fault = fault?.Name, What = what };
        }

        Admission admission = limits.Enter();
        try
        {
            if (admission.BlockedBy != LimitCode.None)
            {
                Answer blocked = new(StatusCodes.Status429TooManyRequests)
                {
                    Headers = admission.Headers,
                    Summary = $"blocked: {admission.BlockedBy}",
                };
                return new Reply(blocked) { Fault = fault?.Name, What = what };
            }

            await Waiting.ForAsync(options.AnswerLatency, options, stopping);
            await Waiting.ForAsync(fault?.Delay, options, stopping);
            Answer answer = invalid ?? Answer(query!, page, request, fault);
            if (fault is not null && invalid is null)
            {
                answer = fault.Answer(Context(request, answer));
            }

            var reply = new Reply(answer.WithHeadersBehind(admission.Headers)) { Fault = fault?.Name, What = what, Held = admission };
            admission = null!;
            return reply;
        }
        finally
        {
            admission?.Dispose();
        }
    }

    /// <summary>The assets that the answer will show.</summary>
    protected virtual InventoryPage Look(InventoryQuery query) => InventoryPage.Empty;

    /// <summary>The request in a few words.</summary>
    protected abstract string Describe(InventoryQuery query);

    protected abstract Answer Answer(InventoryQuery query, InventoryPage page, ReceivedRequest request, Fault? fault);

    private static (InventoryQuery? Query, Answer? Invalid) Understand(ReceivedRequest request)
    {
        try
        {
            return (InventoryQuery.Read(request), null);
        }
        catch (FormatException exception)
        {
            return (null, GatewayResponse.Refusal(GatewayResponse.InvalidRequest, exception.Message, StatusCodes.Status400BadRequest));
        }
    }

    private static Answer RefuseToken() =>
        GatewayResponse.Refusal(
            GatewayResponse.Unauthorized,
            "The token is missing, unknown or has expired.",
            StatusCodes.Status401Unauthorized)
            .WithHeadersBehind(new Dictionary<string, string> { ["WWW-Authenticate"] = "Bearer" });

    private FaultContext Context(ReceivedRequest request, Answer usual) =>
        new(ServiceResponse.Touched([]), request.Format, options.TimeProvider.GetUtcNow())
        {
            Gateway = usual,
            Credentials = CredentialEcho.Of(request),
        };

    /// <summary>The ids of a page without a copy.</summary>
    private sealed class PageIds(InventoryPage page) : IReadOnlyCollection<ulong>
    {
        public int Count => page.Assets.Count;

        public IEnumerator<ulong> GetEnumerator() => page.Assets.Select(asset => asset.Id).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
