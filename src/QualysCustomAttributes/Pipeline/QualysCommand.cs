using System.Management.Automation;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;

namespace QualysCustomAttributes.Pipeline;

/// <summary>A cmdlet that uses a connection to Qualys: the one that is named, the one its parameters describe, or the session's.</summary>
public abstract class QualysCommand : QualysCallCommand
{
    /// <summary>The connection, as Connect-Qualys makes it.</summary>
    [Parameter]
    [ValidateNotNull]
    public QualysConnection? Connection { get; set; }

    /// <summary>The API host of the Qualys platform.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ApiFqdn { get; set; }

    /// <summary>The gateway, where the cmdlet has a parameter for it.</summary>
    private protected virtual string? GatewayHost => null;

    /// <summary>The connection; whatever is missing is named before anything is read or sent.</summary>
    private protected QualysConnection ResolveConnection() => FindConnection() is { } connection
        ? connection.With(Apply(connection.Options))
        : MakeConnection(ApiFqdn, GatewayHost);

    /// <summary>A client that changes assets. It needs no gateway, so that any name of an API host will do.</summary>
    private protected QualysClient CreateClient() => FindConnection() is { } connection
        ? new QualysClient(connection.With(Apply(connection.Options)))
        : new QualysClient(QualysAddress.Parse(RequireApiFqdn(ApiFqdn)), ReadCredential(), Apply(new QualysClientOptions()));

    /// <summary>Checks what says where Qualys is and how calls are made: a dry run finds a wrong address and crossed waits too.</summary>
    private protected void CheckCalls()
    {
        QualysConnection? connection = FindConnection();
        Apply(connection?.Options ?? new QualysClientOptions());
        if (connection is not null)
        {
            return;
        }

        string? apiHost = GatewayHost is null ? FindApiFqdn(ApiFqdn) : ApiFqdn;
        foreach (string address in new[] { apiHost, GatewayHost }.OfType<string>().Where(address => address.Length > 0))
        {
            QualysAddress.Parse(address);
        }
    }

    /// <summary>The function: the parameter, else the environment variable <c>q_api_function</c>, else none.</summary>
    private protected static QualysFunction? ResolveFunction(QualysFunction? function) =>
        function
        ?? (Environment.GetEnvironmentVariable(EnvironmentNames.ApiFunction) is { Length: > 0 } name
            ? QualysFunctions.Parse(name)
            : null);

    private QualysConnection? FindConnection()
    {
        bool isDescribed = ApiFqdn is not null || GatewayHost is not null || Credential is not null;
        if (Connection is not null && isDescribed)
        {
            throw QualysConfigurationException.ConnectionAmbiguous();
        }

        return isDescribed ? FindSameHost() : Connection ?? SessionConnection.Current;
    }

    // The commands that messages name say the address: with the session's own it means the session's account, too.
    private QualysConnection? FindSameHost() =>
        GatewayHost is null && Credential is null
        && SessionConnection.Current is { Api: { } api } current && api.ToString() == QualysAddress.Parse(ApiFqdn!).ToString()
            ? current
            : null;
}
