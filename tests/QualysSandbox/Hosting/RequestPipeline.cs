namespace QualysSandbox.Hosting;

/// <summary>Carries a request to an endpoint and its answer back, and records both.</summary>
internal sealed class RequestPipeline(SandboxOptions options, RequestLog log, CancellationToken stopping)
{
    private readonly BasicCredentials _credentials = new(options.UserName, options.Password);

    public RequestDelegate To(IQualysEndpoint endpoint) => async context =>
    {
        ReceivedRequest request = await ReceivedRequest.ReadAsync(context.Request, _credentials);
        Reply reply = await ReplyAsync(endpoint, request);

        // A client that has gone away does not stop Qualys, nor the sandbox; it only misses the answer.
        await reply.Answer.SendAsync(context, context.RequestAborted);
    };

    private async Task<Reply> ReplyAsync(IQualysEndpoint endpoint, ReceivedRequest request)
    {
        RequestLog.LogEntry entry = log.Begin(request);
        var reply = new Reply(new Answer(0) { Delivery = Delivery.Dropped, Summary = "the sandbox stopped" });
        try
        {
            reply = await endpoint.AnswerAsync(request, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The connection is dropped below.
        }
        finally
        {
            // Recorded before it is sent: whoever holds an answer finds it in the log.
            RecordedRequest recorded = log.Complete(entry, reply);
            options.Answering?.Invoke(recorded);
        }

        return reply;
    }
}
