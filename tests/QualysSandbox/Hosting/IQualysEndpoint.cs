namespace QualysSandbox.Hosting;

/// <summary>One address of Qualys's interface.</summary>
internal interface IQualysEndpoint
{
    Task<Reply> AnswerAsync(ReceivedRequest request, CancellationToken stopping);
}
