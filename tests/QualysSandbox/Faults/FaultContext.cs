using QualysSandbox.Hosting;
using QualysSandbox.Updating;

namespace QualysSandbox.Faults;

/// <summary>What a fault can build its answer from.</summary>
/// <param name="Response">What Qualys would answer without the fault.</param>
/// <param name="Format">The language that the request asked for.</param>
/// <param name="Now">The time of the answer.</param>
internal sealed record FaultContext(ServiceResponse Response, AnswerFormat Format, DateTimeOffset Now)
{
    public Answer Usual => Response.ToAnswer(Format);
}
