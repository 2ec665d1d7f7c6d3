using System.Management.Automation;
using System.Net;
using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Pipeline;

/// <summary>A cmdlet that talks to Qualys: the parameters that say where it is, who calls it, and how.</summary>
public abstract class QualysCommand : ConnectorCommand
{
    private readonly QualysClientOptions _defaults = new();
    private readonly CancellationTokenSource _leaving = new();

    /// <summary>Creates the cmdlet with the defaults of the client.</summary>
    protected QualysCommand()
    {
        ThrottleLimit = _defaults.ThrottleLimit;
        MaxAttempts = _defaults.MaxAttempts;
        RetryMinimumSeconds = (int)_defaults.RetryMinimum.TotalSeconds;
        RetryMaximumSeconds = (int)_defaults.RetryMaximum.TotalSeconds;
        TimeoutSeconds = (int)_defaults.Timeout.TotalSeconds;
    }

    /// <summary>The API host of the Qualys platform.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ApiFqdn { get; set; }

    /// <summary>The account that calls Qualys.</summary>
    [Parameter]
    [Credential]
    [ValidateNotNull]
    public PSCredential? Credential { get; set; }

    /// <summary>How many calls are made at a time at most.</summary>
    [Parameter]
    [ValidateRange(1, 100)]
    public int ThrottleLimit { get; set; }

    /// <summary>How often a request is tried at most.</summary>
    [Parameter]
    [ValidateRange(1, 100)]
    public int MaxAttempts { get; set; }

    /// <summary>The first wait of the back-off, in seconds.</summary>
    [Parameter]
    [ValidateRange(0, 86_400)]
    public int RetryMinimumSeconds { get; set; }

    /// <summary>The longest wait of the back-off, in seconds.</summary>
    [Parameter]
    [ValidateRange(0, 86_400)]
    public int RetryMaximumSeconds { get; set; }

    /// <summary>How long one call may take, in seconds.</summary>
    [Parameter]
    [ValidateRange(1, 86_400)]
    public int TimeoutSeconds { get; set; }

    /// <summary>Is cancelled when the pipeline ended before the sending did.</summary>
    private protected CancellationToken LeaveToken => _leaving.Token;

    /// <summary>Makes the client; whatever is missing is named before anything is read or sent.</summary>
    private protected QualysClient Connect()
    {
        string? address = ApiFqdn ?? Environment.GetEnvironmentVariable("q_api_fqdn");
        if (string.IsNullOrWhiteSpace(address))
        {
            throw QualysConfigurationException.AddressMissing();
        }

        return new QualysClient(QualysAddress.Parse(address), ReadCredential(), _defaults with
        {
            ThrottleLimit = ThrottleLimit,
            MaxAttempts = MaxAttempts,
            RetryMinimum = TimeSpan.FromSeconds(RetryMinimumSeconds),
            RetryMaximum = TimeSpan.FromSeconds(Math.Max(RetryMinimumSeconds, RetryMaximumSeconds)),
            Timeout = TimeSpan.FromSeconds(TimeoutSeconds),
        });
    }

    /// <summary>Checks the address where one is named: a dry run finds a wrong one too.</summary>
    private protected void CheckAddress()
    {
        if ((ApiFqdn ?? Environment.GetEnvironmentVariable("q_api_fqdn")) is { Length: > 0 } address)
        {
            QualysAddress.Parse(address);
        }
    }

    /// <summary>Gives the function: the parameter, else the environment variable <c>q_api_function</c>, else none.</summary>
    private protected static QualysFunction? ResolveFunction(QualysFunction? function) =>
        function ?? (Environment.GetEnvironmentVariable("q_api_function") is { Length: > 0 } name ? QualysFunctions.Parse(name) : null);

    /// <summary>
    /// Ends the sending where the pipeline was cut short: nothing more is tried, and calls under way have their answers put
    /// on record, so that none is left in doubt.
    /// </summary>
    private protected void EndSending(Task sending)
    {
        _leaving.Cancel();
        sending.ContinueWith(_ => { }, TaskScheduler.Default).Wait();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _leaving.Dispose();
        }
    }

    private QualysCredential ReadCredential()
    {
        if (Credential is null || Credential == PSCredential.Empty)
        {
            return QualysCredential.FromEnvironment();
        }

        // The name as typed: GetNetworkCredential would take a domain off it.
        NetworkCredential plain = Credential.GetNetworkCredential();
        return new QualysCredential(Credential.UserName, plain.Password);
    }
}
