namespace QualysSandbox.Hosting;

/// <summary>What an endpoint expects of those who may use it.</summary>
internal interface ICredentials
{
    /// <summary>Whether a request with these headers and this body is let in. Asked once a request.</summary>
    bool AreIn(IHeaderDictionary headers, string body);
}
