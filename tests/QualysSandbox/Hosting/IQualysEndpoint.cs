namespace QualysSandbox.Hosting;

/// <summary>One address of Qualys's interface.</summary>
internal interface IQualysEndpoint
{
    public Task<Reply> AnswerAsync(ReceivedRequest request, CancellationToken stopping);
}
