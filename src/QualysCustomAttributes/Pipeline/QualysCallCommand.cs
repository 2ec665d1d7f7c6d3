using System.Management.Automation;
using System.Net;
using System.Security;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Proxies;

namespace QualysCustomAttributes.Pipeline;

/// <summary>A cmdlet that calls Qualys: the parameters that say who calls, and how calls are made.</summary>
public abstract class QualysCallCommand : ConnectorCommand
{
    private readonly CancellationTokenSource _leaving = new();
    private CancellationTokenSource? _ending;
    private Task _underWay = Task.CompletedTask;

    /// <summary>Creates the cmdlet with the defaults of the client.</summary>
    protected QualysCallCommand()
    {
        var defaults = new QualysClientOptions();
        ThrottleLimit = defaults.ThrottleLimit;
        MaxAttempts = defaults.MaxAttempts;
        RetryMinimumSeconds = (int)defaults.RetryMinimum.TotalSeconds;
        RetryMaximumSeconds = (int)defaults.RetryMaximum.TotalSeconds;
        MaximumWait = defaults.MaximumWait;
        TimeoutSeconds = (int)defaults.Timeout.TotalSeconds;
    }

    /// <summary>The account that calls Qualys.</summary>
    [Parameter]
    [Credential]
    [ValidateNotNull]
    public PSCredential? Credential { get; set; }

    /// <summary>A client's id and secret, which sign in at the gateway in the place of user and password.</summary>
    [Parameter]
    [Credential]
    [ValidateNotNull]
    public PSCredential? ClientCredential { get; set; }

    /// <summary>Whose client it is.</summary>
    [Parameter]
    [OneOf(typeof(QualysClientKind), "a kind of client")]
    public QualysClientKind ClientKind { get; set; }

    /// <summary>A token of the gateway that was made elsewhere.</summary>
    [Parameter]
    [ValidateNotNull]
    public SecureString? AccessToken { get; set; }

    /// <summary>How many calls are made at a time at most.</summary>
    [Parameter]
    [ValidateRange(1, QualysClientOptions.LargestThrottleLimit)]
    public int ThrottleLimit { get; set; }

    /// <summary>How often a request is tried at most.</summary>
    [Parameter]
    [ValidateRange(1, QualysClientOptions.LargestMaxAttempts)]
    public int MaxAttempts { get; set; }

    /// <summary>The first wait of the back-off, in seconds.</summary>
    [Parameter]
    [ValidateRange(0, QualysClientOptions.LongestSeconds)]
    public int RetryMinimumSeconds { get; set; }

    /// <summary>The longest wait of the back-off, in seconds.</summary>
    [Parameter]
    [ValidateRange(0, QualysClientOptions.LongestSeconds)]
    public int RetryMaximumSeconds { get; set; }

    /// <summary>The longest wait that Qualys may ask for; where it asks for a longer one, the work ends and can be gone on with.</summary>
    [Parameter]
    [Wait]
    public TimeSpan MaximumWait { get; set; }

    /// <summary>How long one call may take, in seconds.</summary>
    [Parameter]
    [ValidateRange(1, QualysClientOptions.LongestSeconds)]
    public int TimeoutSeconds { get; set; }

    /// <summary>Is cancelled when the pipeline ended before the work did.</summary>
    private protected CancellationToken LeaveToken => _leaving.Token;

    /// <summary>Is cancelled by Ctrl+C, and when the pipeline ended before the work did.</summary>
    private protected CancellationToken WorkToken =>
        (_ending ??= CancellationTokenSource.CreateLinkedTokenSource(StopToken, LeaveToken)).Token;

    /// <summary>The options with the values of the parameters that were given. A proxy that cannot be used is named here too.</summary>
    private protected QualysClientOptions Apply(QualysClientOptions options)
    {
        QualysProxy.Check();
        TimeSpan? minimum = IsGiven(nameof(RetryMinimumSeconds)) ? TimeSpan.FromSeconds(RetryMinimumSeconds) : null;
        TimeSpan? maximum = IsGiven(nameof(RetryMaximumSeconds)) ? TimeSpan.FromSeconds(RetryMaximumSeconds) : null;
        return options.WithWaits(minimum, maximum) with
        {
            ThrottleLimit = IsGiven(nameof(ThrottleLimit)) ? ThrottleLimit : options.ThrottleLimit,
            MaximumWait = IsGiven(nameof(MaximumWait)) ? MaximumWait : options.MaximumWait,
            MaxAttempts = IsGiven(nameof(MaxAttempts)) ? MaxAttempts : options.MaxAttempts,
            Timeout = IsGiven(nameof(TimeoutSeconds)) ? TimeSpan.FromSeconds(TimeoutSeconds) : options.Timeout,
        };
    }

    /// <summary>Makes a connection to hosts by name. What is missing is named, the address before the account.</summary>
    private protected QualysConnection MakeConnection(
        string? apiFqdn, string? gatewayFqdn, QualysUpdateAuthentication updateAuthentication = QualysUpdateAuthentication.Basic,
        QualysCredential? account = null)
    {
        // A gateway that is named needs no API host, so that none is taken from the environment for it.
        apiFqdn = gatewayFqdn is null ? RequireApiFqdn(apiFqdn) : apiFqdn;
        return QualysConnection.To(apiFqdn, gatewayFqdn, account ?? ReadCredential(), Apply(new QualysClientOptions()), updateAuthentication);
    }

    /// <summary>The API host: the parameter, else the environment variable.</summary>
    private protected static string? FindApiFqdn(string? apiFqdn) =>
        apiFqdn ?? Environment.GetEnvironmentVariable(EnvironmentNames.ApiFqdn);

    /// <summary>The API host, as <see cref="FindApiFqdn"/> finds it.</summary>
    /// <exception cref="QualysConfigurationException">There is none.</exception>
    private protected static string RequireApiFqdn(string? apiFqdn) =>
        FindApiFqdn(apiFqdn) is { } found && !string.IsNullOrWhiteSpace(found)
            ? found
            : throw QualysConfigurationException.AddressMissing();

    /// <summary>Whether the parameters say who calls.</summary>
    private protected bool IsAccountGiven =>
        Credential is not null || ClientCredential is not null || AccessToken is not null || IsGiven(nameof(ClientKind));

    /// <summary>What the account is made of that the parameters give; <see langword="null"/> where session or environment have it.</summary>
    private protected QualysAccountKind? GivenAccount =>
        AccessToken is not null ? QualysAccountKind.Token
        : Given(ClientCredential) is not null ? QualysAccountKind.Client
        : Given(Credential) is not null ? QualysAccountKind.User
        : null;

    /// <summary>Checks that at most one account is given: a dry run, which needs none, finds that too.</summary>
    private protected void CheckAccount()
    {
        string[] given =
        [
            .. Credential is null ? Array.Empty<string>() : [$"-{nameof(Credential)}"],
            .. ClientCredential is null ? Array.Empty<string>() : [$"-{nameof(ClientCredential)}"],
            .. AccessToken is null ? Array.Empty<string>() : [$"-{nameof(AccessToken)}"],
        ];
        if (given.Length > 1)
        {
            throw QualysConfigurationException.CredentialAmbiguous(given, "Use one of the parameters.");
        }

        if (IsGiven(nameof(ClientKind)) && ClientCredential is null && given.Length > 0)
        {
            throw QualysConfigurationException.ClientMissing();
        }
    }

    /// <summary>The account: the parameter, else the environment variables.</summary>
    private protected QualysCredential ReadCredential()
    {
        CheckAccount();
        if (AccessToken is not null)
        {
            return QualysCredential.OfToken(new NetworkCredential("", AccessToken).Password);
        }

        // The name as typed: GetNetworkCredential would take a domain off it.
        return Given(ClientCredential) is { } client
                ? QualysCredential.OfClient(client.UserName, client.GetNetworkCredential().Password, ClientKind)
            : Given(Credential) is { } account ? new QualysCredential(account.UserName, account.GetNetworkCredential().Password)
            : QualysCredential.FromEnvironment(IsGiven(nameof(ClientKind)) ? ClientKind : null);
    }

    private static PSCredential? Given(PSCredential? credential) => credential == PSCredential.Empty ? null : credential;

    /// <summary>Writes what work on other threads says until it ends, and gives what came of it.</summary>
    /// <param name="work">The work, which heeds <see cref="WorkToken"/>.</param>
    private protected T Await<T>(Task<T> work)
    {
        Await((Task)work);
        return work.GetAwaiter().GetResult();
    }

    /// <summary>Writes what work on other threads says until it ends.</summary>
    /// <param name="work">The work, which heeds <see cref="WorkToken"/>.</param>
    private protected void Await(Task work)
    {
        _underWay = work;
        if (work.IsCompleted)
        {
            EventSink.PumpWaiting();
        }
        else
        {
            EventSink.PumpUntil(work);
        }

        work.GetAwaiter().GetResult();
    }

    /// <summary>
    /// Ends work that goes on though the pipeline was cut short. Updates try nothing more then, and calls under way have their
    /// answers put on record, so that none is left in doubt.
    /// </summary>
    private protected void EndWork(Task work)
    {
        _leaving.Cancel();
        Task.WhenAll(work, _underWay).ContinueWith(_ => { }, TaskScheduler.Default).Wait();
    }

    private protected override void Release() => EndWork(Task.CompletedTask);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _ending?.Dispose();
            _leaving.Dispose();
        }
    }
}
