namespace QualysSandbox.Hosting;

/// <summary>Every address that the sandbox does not play.</summary>
internal sealed class UnknownAddress : IQualysEndpoint
{
    public Task<Reply> AnswerAsync(ReceivedRequest request, CancellationToken stopping) =>
        Task.FromResult(new Reply(new Answer(StatusCodes.Status404NotFound)
        {
            ContentType = "text/plain; charset=utf-8",
            Body = $"The sandbox does not play {request.Method} {request.Path}.",
            Summary = "no such address",
        }));
}
