using QualysSandbox.Hosting;

namespace QualysSandbox.Updating;

/// <summary>What lets an update in: user and password, and a token of the gateway where the sandbox was told so.</summary>
internal sealed class UpdateCredentials(SandboxOptions options, ICredentials tokens) : ICredentials
{
    private readonly BasicCredentials _basic = new(options.UserName, options.Password);

    public bool AreIn(IHeaderDictionary headers, string body) =>
        _basic.AreIn(headers, body) || (options.AcceptsBearer && tokens.AreIn(headers, body));
}
