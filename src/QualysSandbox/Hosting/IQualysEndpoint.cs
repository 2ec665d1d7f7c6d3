namespace QualysSandbox.Hosting;

/// <summary>One address of Qualys's interface.</summary>
internal interface IQualysEndpoint
{
    /// <summary>The request as it may be recorded.</summary>
    ReceivedRequest ToRecord(ReceivedRequest request) => request;

    Task<Reply> AnswerAsync(ReceivedRequest request, CancellationToken stopping);
}
