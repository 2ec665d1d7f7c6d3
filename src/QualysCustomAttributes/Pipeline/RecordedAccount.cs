using System.Management.Automation;
using System.Management.Automation.Host;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Pipeline;

/// <summary>Asks for the password of the account that a run's record names, once however many runs it sent.</summary>
internal sealed class RecordedAccount(PSHost host)
{
    private readonly Dictionary<(string Host, string Name), QualysCredential> _asked = [];

    /// <summary>Asks.</summary>
    /// <param name="target">Where the run was sent, and by whom; of a token nothing is on record that could be asked for.</param>
    /// <returns>The account, or <see langword="null"/> where there is no name on record, nobody to ask, or no answer.</returns>
    public QualysCredential? Ask(RunTarget? target)
    {
        if (target is not { AccountName: { Length: > 0 } name, AccountKind: QualysAccountKind.User or QualysAccountKind.Client })
        {
            return null;
        }

        var key = (target.Api.ToString(), name);
        if (!_asked.TryGetValue(key, out QualysCredential? account) && Prompt(target, name) is { } given)
        {
            string secret = given.GetNetworkCredential().Password;
            account = target.AccountKind == QualysAccountKind.Client
                ? QualysCredential.OfClient(given.UserName, secret, target.ClientKind ?? QualysClientKind.User)
                : new QualysCredential(given.UserName, secret);
            _asked.Add(key, account);
        }

        return account;
    }

    private PSCredential? Prompt(RunTarget target, string name)
    {
        string what = target.AccountKind == QualysAccountKind.Client ? "client" : "account";
        return HostWithoutScreen.AskForAccount(host, "Going on with a run", $"The {what} that sent it to {target.Api}:", name);
    }
}
