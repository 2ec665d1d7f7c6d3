using System.Management.Automation;
using QualysCustomAttributes.Parameters.Completion;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;

namespace QualysCustomAttributes.Pipeline;

/// <summary>A cmdlet that uses a connection to Qualys: the one that is named, the one its parameters describe, or the session's.</summary>
public abstract class QualysCommand : QualysCallCommand
{
    private RecordedAccount? _accounts;

    /// <summary>The connection, as Connect-Qualys makes it.</summary>
    [Parameter]
    [ValidateNotNull]
    public QualysConnection? Connection { get; set; }

    /// <summary>The API host of the Qualys platform.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ApiHostCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ApiFqdn { get; set; }

    /// <summary>The gateway of the Qualys platform.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(GatewayHostCompleter))]
    [ValidateNotNullOrEmpty]
    public string? GatewayFqdn { get; set; }

    /// <summary>The connection; whatever is missing is named before anything is read or sent.</summary>
    private protected QualysConnection ResolveConnection() => FindConnection() is { } connection
        ? connection.With(Apply(connection.Options))
        : MakeConnection(ApiFqdn, GatewayFqdn);

    /// <summary>The connection for reading what a run has sent: at the host that its record has, where nothing else says it.</summary>
    private protected QualysConnection ResolveConnection(RunResumption run)
    {
        if (FindConnection() is not null)
        {
            return ResolveConnection();
        }

        (QualysAddress? api, QualysAddress? gateway) = run.FindHosts(FindNamed(), GatewayFqdn is { } named ? QualysAddress.Parse(named) : null);
        return api is null && gateway is null
            ? throw RunDatabaseException.NothingSent(run.DatabasePath)
            : MakeConnection(api?.ToString(), gateway?.ToString(), account: FindAccount(run.Target));
    }

    /// <summary>The account: given or in the environment, else the one that a run's record names, whose password is asked for.</summary>
    private protected QualysCredential FindAccount(RunTarget? target) => IsAccountGiven ? ReadCredential()
        : EnvironmentCredential.Find(null)
            ?? (EnvironmentCredential.IsBegun ? null : (_accounts ??= new RecordedAccount(Host)).Ask(target)) ?? ReadCredential();

    /// <summary>The API host that a parameter or the environment names.</summary>
    private protected QualysAddress? FindNamed() =>
        (GatewayFqdn is null || IsApiHostCalled ? FindApiFqdn(ApiFqdn) : ApiFqdn) is { Length: > 0 } named ? QualysAddress.Parse(named) : null;

    /// <summary>
    /// Checks what says where Qualys is, who calls and how calls are made: a dry run finds a wrong address, two accounts and crossed
    /// waits too.
    /// </summary>
    private protected void CheckCalls()
    {
        QualysConnection? connection = FindConnection();
        Apply(connection?.Options ?? new QualysClientOptions());
        CheckAccount();
        if (connection is not null)
        {
            return;
        }

        if (!IsAccountGiven)
        {
            EnvironmentCredential.Find(null);
        }

        string? apiFqdn = GatewayFqdn is null || IsApiHostCalled ? FindApiFqdn(ApiFqdn) : ApiFqdn;
        foreach (string address in new[] { apiFqdn, GatewayFqdn }.OfType<string>().Where(address => address.Length > 0))
        {
            QualysAddress.Parse(address);
        }
    }

    /// <summary>Whether the API host is called, though a gateway be named.</summary>
    private protected virtual bool IsApiHostCalled => false;

    /// <summary>The connection that is named, or the session's; <see langword="null"/> where the parameters describe another one.</summary>
    /// <exception cref="QualysConfigurationException">Both are there.</exception>
    private protected QualysConnection? FindConnection()
    {
        bool isDescribed = ApiFqdn is not null || GatewayFqdn is not null || IsAccountGiven;
        if (Connection is not null && isDescribed)
        {
            throw QualysConfigurationException.ConnectionAmbiguous();
        }

        return isDescribed ? FindSameHost() : Connection ?? SessionConnection.Current;
    }

    // The commands that messages name say the address: with the session's own it means the session's account, too.
    private QualysConnection? FindSameHost() =>
        GatewayFqdn is null && !IsAccountGiven
        && SessionConnection.Current is { Api: { } api } current && api.ToString() == QualysAddress.Parse(ApiFqdn!).ToString()
            ? current
            : null;
}
