using System.Management.Automation;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Parameters.Completion;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Inventory;

namespace QualysCustomAttributes.Commands;

/// <summary>Makes the session's connection to Qualys and signs in at the gateway, so that a wrong password shows at once.</summary>
[Cmdlet(VerbsCommunications.Connect, "Qualys", DefaultParameterSetName = PlatformSet)]
[OutputType(typeof(QualysConnection))]
public sealed class ConnectQualysCommand : QualysCallCommand
{
    private const string PlatformSet = "Platform";
    private const string HostSet = "Host";

    /// <summary>The name of a public platform.</summary>
    [Parameter(Position = 0, ParameterSetName = PlatformSet)]
    [ArgumentCompleter(typeof(PlatformCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Platform { get; set; }

    /// <summary>The API host of the platform.</summary>
    [Parameter(ParameterSetName = HostSet)]
    [ArgumentCompleter(typeof(ApiHostCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ApiFqdn { get; set; }

    /// <summary>The gateway of the platform.</summary>
    [Parameter(ParameterSetName = HostSet)]
    [ArgumentCompleter(typeof(GatewayHostCompleter))]
    [ValidateNotNullOrEmpty]
    public string? GatewayFqdn { get; set; }

    /// <summary>How an update says who sends it.</summary>
    [Parameter]
    [OneOf(typeof(QualysUpdateAuthentication), "a way in which updates say who sends them")]
    public QualysUpdateAuthentication UpdateAuthentication { get; set; }

    /// <summary>Whether nothing is sent yet.</summary>
    [Parameter]
    public SwitchParameter SkipVerification { get; set; }

    /// <summary>Whether the connection is passed on.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Process()
    {
        // A script that goes on after a failure here must not write to the tenant it was connected to before.
        SessionConnection.Current = null;
        QualysPlatform? platform = Platform is null ? null : QualysPlatform.Find(Platform);
        QualysConnection connection = Make(platform);
        if (!SkipVerification)
        {
            Await(SignInAsync(connection));
        }

        SessionConnection.Current = connection;
        WriteVerbose($"Connected to {connection}.");
        if (PassThru)
        {
            WriteObject(connection);
        }
    }

    private QualysConnection Make(QualysPlatform? platform)
    {
        string? api = platform?.ApiHost ?? ApiFqdn;
        string? gateway = platform?.GatewayHost ?? GatewayFqdn;
        try
        {
            try
            {
                return MakeConnection(api, gateway, UpdateAuthentication);
            }
            catch (QualysConfigurationException exception) when (IsAccountMissing(exception) && Ask(api ?? gateway ?? RequireApiFqdn(api)) is { } account)
            {
                return MakeConnection(api, gateway, UpdateAuthentication, account);
            }
        }
        catch (QualysConfigurationException exception)
        {
            exception.Advice = ErrorAdvice.OnConnecting(exception);
            throw;
        }
    }

    // An account that was begun, by a parameter or in the environment, is one to mend and not to be asked for.
    private bool IsAccountMissing(QualysConfigurationException exception) =>
        exception.ErrorId == "CredentialMissing" && !IsAccountGiven && !EnvironmentCredential.IsBegun;

    private QualysCredential? Ask(string host) =>
        HostWithoutScreen.AskForAccount(Host, "Connect to Qualys", $"User name and password for {host}:", "") is { } given
            ? new QualysCredential(given.UserName, given.GetNetworkCredential().Password)
            : null;

    private async Task<bool> SignInAsync(QualysConnection connection)
    {
        using var client = new QualysInventoryClient(connection, EventSink);
        await client.SignInAsync(WorkToken).ConfigureAwait(false);
        return true;
    }
}
