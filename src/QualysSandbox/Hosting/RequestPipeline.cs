namespace QualysSandbox.Hosting;

/// <summary>Carries a request to an endpoint and its answer back, and records both.</summary>
internal sealed class RequestPipeline(SandboxOptions options, RequestLog log, CancellationToken stopping)
{
    public RequestDelegate To(IQualysEndpoint endpoint, ICredentials credentials) => async context =>
    {
        ReceivedRequest request = await ReceivedRequest.ReadAsync(context.Request, credentials);
        RequestLog.LogEntry entry = log.Begin(endpoint.ToRecord(request));
        var reply = new Reply(new Answer(0) { Delivery = Delivery.Dropped, Summary = "the sandbox stopped" });
        bool isRecorded = false;
        try
        {
            reply = await ReplyAsync(endpoint, request) ?? reply;

            // A client that has gone away does not stop Qualys, nor the sandbox; it only misses the answer.
            await reply.Answer.SendAsync(context, Record, context.RequestAborted);
        }
        finally
        {
            Record(0);
        }

        // Recorded before the answer is complete: whoever holds one finds it in the log.
        void Record(long bytes)
        {
            if (!isRecorded)
            {
                isRecorded = true;
                reply.Held?.Dispose();
                RecordedRequest recorded = log.Complete(entry, reply, bytes);
                options.Answering?.Invoke(recorded);
            }
        }
    };

    private async Task<Reply?> ReplyAsync(IQualysEndpoint endpoint, ReceivedRequest request)
    {
        try
        {
            return await endpoint.AnswerAsync(request, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
    }
}
