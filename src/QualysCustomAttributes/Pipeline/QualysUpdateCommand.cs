using System.Management.Automation;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Pipeline;

/// <summary>A cmdlet that changes assets at Qualys.</summary>
public abstract class QualysUpdateCommand : QualysCommand
{
    private CallBudget? _budget;
    private RunResumption? _run;
    private UpdateTarget? _recorded;
    private bool _isYesToAll;
    private bool _isNoToAll;

    /// <summary>How an update says who sends it.</summary>
    [Parameter]
    [OneOf(typeof(QualysUpdateAuthentication), "a way in which updates say who sends them")]
    public QualysUpdateAuthentication UpdateAuthentication { get; set; }

    /// <summary>How long a run with a ledger waits for another one that sends for the same subscription.</summary>
    [Parameter]
    [Wait]
    public TimeSpan LeaseTimeout { get; set; }

    /// <summary>How many calls the run makes to Qualys at most, repeats included.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MaximumCalls { get; set; }

    /// <summary>The time after which no call leaves.</summary>
    [Parameter]
    public DateTime Until { get; set; }

    /// <summary>How many calls of each window of Qualys are left to others.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int ReserveCalls { get; set; }

    /// <summary>A client that changes assets. It needs no gateway but for signing in, so that any name of an API host will do.</summary>
    private protected QualysClient CreateClient() => FindConnection() is { } connection
        ? CreateClient(connection)
        : QualysClient.To(
            (_recorded ?? new UpdateTarget(QualysAddress.Parse(RequireApiFqdn(ApiFqdn)), UpdateAuthentication, Gateway)) with { Given = GivenAccount },
            _run is null ? ReadCredential() : FindAccount(_run.Target),
            Bound(Apply(new QualysClientOptions())),
            EventSink);

    /// <summary>Has updates go where a run went by its record, where nothing else says it; from then on this command calls that host.</summary>
    /// <param name="run">The run.</param>
    /// <param name="isCalled">Whether an account goes there; a dry run calls nobody.</param>
    /// <exception cref="RunDatabaseException">Another host is named than the run was sent to, or it has to be named.</exception>
    private protected void GoWhere(RunResumption run, bool isCalled)
    {
        _run = run;
        if (FindConnection() is { } connection)
        {
            _recorded = null;
            if (connection.Api is { } api)
            {
                run.RequireHost(api);
            }
        }
        else
        {
            _recorded = run.FindTarget(FindNamed(), IsGiven(nameof(UpdateAuthentication)) ? UpdateAuthentication : null, Gateway, isCalled);
        }
    }

    /// <summary>The connection for reading what is sent.</summary>
    private protected QualysConnection ResolveReading() => _run is null ? ResolveConnection() : ResolveConnection(_run);

    /// <summary>A client of a connection.</summary>
    private protected QualysClient CreateClient(QualysConnection connection) =>
        QualysClient.Of(Apply(connection), EventSink, isKept: Connection is null || ReferenceEquals(Connection, SessionConnection.Current));

    /// <summary>Where updates go, as far as this is known without a client, for the commands that messages name.</summary>
    private protected UpdateTarget? FindTarget() =>
        (ApiFqdn ?? (GivenAccount is null ? null : FindApiFqdn(null))) is { Length: > 0 } named
            ? new UpdateTarget(QualysAddress.Parse(named), UpdateAuthentication, Gateway, FindClientKind()) { Given = GivenAccount }
            : _recorded;

    /// <summary>Where updates would go, as far as a dry run knows it.</summary>
    private protected QualysAddress? FindApi() => FindConnection() is { } connection ? connection.Api
        : FindNamed() ?? _recorded?.Api;

    /// <summary>The subscription's API host.</summary>
    /// <exception cref="QualysConfigurationException">Nothing says it.</exception>
    private protected QualysAddress RequireApi() => FindConnection()?.Api ?? QualysAddress.Parse(RequireApiFqdn(ApiFqdn));

    /// <summary>The subscription's gateway, where it is known otherwise than by the API host.</summary>
    private protected QualysAddress? FindGateway() => FindConnection()?.Gateway ?? Gateway;

    /// <summary>The function: the parameter, else the environment variable <c>q_api_function</c>, else none.</summary>
    private protected static QualysFunction? ResolveFunction(QualysFunction? function) =>
        function
        ?? (Environment.GetEnvironmentVariable(EnvironmentNames.ApiFunction) is { Length: > 0 } name
            ? QualysFunctions.Parse(name)
            : null);

    private protected sealed override bool IsApiHostCalled => true;

    /// <summary>
    /// Asks whether to send. Removing is asked about unless somebody said that nobody is to be asked: no brake holds it.
    /// A plan that was made by comparison has brakes, and asks nothing.
    /// </summary>
    /// <param name="function">What the plan does.</param>
    /// <param name="target">Where it does so.</param>
    /// <param name="action">What is sent.</param>
    /// <exception cref="QualysConfigurationException">Attributes are to be removed, and nobody can be asked.</exception>
    private protected bool MaySend(PlanFunction function, string target, string action) =>
        ShouldProcess(target, action)
        && (function.One != QualysFunction.Remove || !this.AsksOnlyWhatIsHigh()
            || Ask(
                () => ShouldContinue(
                    ShownText.Line($"{action}, at {target}? What Qualys has under these keys is taken away, whatever its value."),
                    // What Return answers is No.
                    "Removing attributes", hasSecurityImpact: true, ref _isYesToAll, ref _isNoToAll),
                QualysConfigurationException.RemovalNotConfirmed));

    /// <summary>Where updates go, as far as that is known.</summary>
    private protected virtual UpdateTarget? Target => FindTarget();

    /// <summary>What this command was given, for the one that goes on.</summary>
    /// <param name="isHeld">Whether a brake holds the plan.</param>
    private protected string Repeat(bool isHeld) => RepeatedParameters.Write(MyInvocation.BoundParameters, isHeld);

    /// <summary>What follows a command that goes on without reading back, where this one was to read back at its end.</summary>
    private protected string ReadBack(string path) => !IsGiven("Verify") ? ""
        : $"; {ResumeCommand.OfVerification(path)}{(MyInvocation.BoundParameters.TryGetValue("VerifyTimeout", out object? time) ? $" -VerifyTimeout '{time:c}'" : "")}";

    private protected override string? Advise(ConnectorException exception) => exception switch
    {
        MassChangeException { Target: string path } =>
            $"Is it as it should be, go on with: {ResumeCommand.Of(path, Target)}{Repeat(isHeld: true)}{ReadBack(path)}",
        CanaryException { Target: string path } => $"Go on with: {ResumeCommand.Of(path, Target)}{Repeat(isHeld: false)}{ReadBack(path)}",
        _ => null,
    };

    private QualysClientKind? FindClientKind() =>
        UpdateAuthentication == QualysUpdateAuthentication.Bearer && IsGiven(nameof(ClientKind)) ? ClientKind : null;

    /// <summary>The gateway that a parameter names.</summary>
    private protected QualysAddress? Gateway => GatewayFqdn is { } named ? QualysAddress.Parse(named) : null;

    /// <summary>The options with what this command may ask of Qualys, by all clients that it makes.</summary>
    // A time without a zone is one of this machine, as everywhere in PowerShell.
    private protected QualysClientOptions Bound(QualysClientOptions options) => options with
    {
        Budget = _budget ??= CallBudget.Of(
            IsGiven(nameof(MaximumCalls)) ? MaximumCalls : null,
            IsGiven(nameof(Until)) ? new DateTimeOffset(Until.ToUniversalTime()) : null,
            ReserveCalls, options.TimeProvider),
    };

    /// <summary>The connection with the options and the way of saying who sends updates that parameters give.</summary>
    private protected QualysConnection Apply(QualysConnection connection)
    {
        QualysConnection applied = connection.With(Bound(Apply(connection.Options)));
        return IsGiven(nameof(UpdateAuthentication)) ? applied.With(UpdateAuthentication) : applied;
    }
}
