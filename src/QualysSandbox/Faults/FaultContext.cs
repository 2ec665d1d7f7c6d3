using QualysSandbox.Hosting;
using QualysSandbox.Inventory;
using QualysSandbox.Updating;

namespace QualysSandbox.Faults;

/// <summary>What a fault can build its answer from.</summary>
/// <param name="Response">What Qualys would answer without the fault.</param>
/// <param name="Format">The language that the request asked for.</param>
/// <param name="Now">The time of the answer.</param>
internal sealed record FaultContext(ServiceResponse Response, AnswerFormat Format, DateTimeOffset Now)
{
    /// <summary>What the gateway would answer without the fault, or null at the update endpoint.</summary>
    public Answer? Gateway { get; init; }

    /// <summary>What the request said of its sender, in every form.</summary>
    public IReadOnlyList<string> Credentials { get; init; } = [];

    public Answer Usual => Gateway ?? Response.ToAnswer(Format);

    /// <summary>A refusal as the endpoint would put it.</summary>
    public Answer Refusal(string responseCode, string message, string? resolution, int status = StatusCodes.Status200OK) => Gateway is null
        ? ServiceResponse.Refusal(responseCode, message, resolution).ToAnswer(Format, status)
        : GatewayResponse.Refusal(responseCode, message, status);
}
