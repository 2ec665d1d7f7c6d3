using System.Text;

namespace QualysSandbox.Hosting;

/// <summary>The user name and password that Basic authentication expects.</summary>
internal sealed class BasicCredentials(string userName, string password) : ICredentials
{
    private const string Scheme = "Basic ";

    private readonly string _expected = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{userName}:{password}"));

    public bool AreIn(IHeaderDictionary headers, string body) =>
        headers.Authorization.ToString() is var authorization
        && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && authorization.AsSpan(Scheme.Length).Trim().SequenceEqual(_expected);
}
