using System.Net;
using System.Text.Json;
using System.Xml;
using Polly;
using Polly.Retry;
using QualysCustomAttributes.Qualys.Answers;

namespace QualysCustomAttributes.Qualys;

/// <summary>
/// Carries requests to one host of Qualys. It tries again what may yet succeed, waits as the platform asks, and never makes
/// more calls at a time than allowed.
/// </summary>
internal sealed class QualysTransport : IDisposable
{
    /// <summary>What every call says of its sender, as the reference connector does.</summary>
    public const string RequestedWith = "custom_attributes_connector_v1.0";

    private readonly QualysRoute _route;
    private readonly QualysClientOptions _options;
    private readonly HttpClient _http;
    private readonly CallGate _gate;
    private bool _hasTaken;

    /// <summary>Creates a transport.</summary>
    /// <param name="address">The host.</param>
    /// <param name="options">How calls are made.</param>
    /// <param name="redact">Takes secrets out of a text.</param>
    /// <exception cref="QualysConfigurationException">An environment variable names a proxy that cannot be used.</exception>
    public QualysTransport(QualysAddress address, QualysClientOptions options, Func<string, string> redact)
    {
        options.Validate();
        Address = address;
        _options = options;
        _gate = new CallGate(address, options);

        _route = new QualysRoute(address, redact);
        _http = new HttpClient(_route.CreateHandler())
        {
            BaseAddress = address.BaseAddress,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.Add("X-Requested-With", RequestedWith);
    }

    /// <summary>The host.</summary>
    public QualysAddress Address { get; }

    /// <summary>What the account is made of that its calls are made for.</summary>
    public QualysAccountKind Account { get; init; }

    /// <summary>Whether its calls, the sign-in apart, carry a token.</summary>
    public bool CarriesToken { get; init; }

    /// <summary>Whether nobody knows that the host takes tokens, until it has taken one.</summary>
    public bool IsTokenDoubtful { get => field && !Volatile.Read(ref _hasTaken); init; }

    public void Dispose() => _http.Dispose();

    /// <summary>Whether the host shows the window in which it counts calls.</summary>
    public bool IsWindowKnown => _gate.IsWindowKnown;

    /// <summary>How long it takes until so many more calls can have left; <see langword="null"/> where no limit holds them up.</summary>
    public TimeSpan? TimeFor(long calls) => _gate.TimeFor(calls);

    /// <summary>What is known of the limits, for the next process.</summary>
    public KnownWindow? KeepWindow() => _gate.Keep();

    /// <summary>Takes up what an earlier process knew of the limits.</summary>
    public void TakeUp(KnownWindow known) => _gate.TakeUp(known);

    /// <summary>Takes the secrets of account and proxy out of a text that came from outside.</summary>
    public string Redact(string text) => _route.Redact(text);

    /// <summary>The error of a call that was refused for good.</summary>
    public QualysAuthenticationException Refusal(QualysExchange call) =>
        new(Address, call, new RefusedAccount(Account, CarriesToken && !call.IsSignIn, IsTokenDoubtful));

    /// <summary>Sends a request until it succeeds, fails for good, or has used its attempts.</summary>
    /// <param name="request">The request.</param>
    /// <param name="observer">Is told of each call, and may refuse to let it be sent by throwing.</param>
    /// <param name="stopWaiting">Ends waits and further attempts; a call under way is finished.</param>
    /// <param name="cancellationToken">Ends a call under way too.</param>
    /// <returns>The last call, and what was read from its answer.</returns>
    /// <exception cref="QualysConnectionException">The host is unknown, or its certificate is not trusted.</exception>
    public async Task<QualysReply<TCall, TRead>> SendAsync<TCall, TRead>(
        IQualysRequest<TCall, TRead> request,
        ICallObserver<TCall> observer,
        CancellationToken stopWaiting,
        CancellationToken cancellationToken)
        where TCall : QualysExchange
        where TRead : class
    {
        int attempt = 0;
        ResiliencePipeline<QualysReply<TCall, TRead>> pipeline = BuildPipeline<TCall, TRead>(observer);
        return await pipeline.ExecuteAsync(
            async waitToken => await AttemptAsync(request, ++attempt, observer, waitToken, cancellationToken).ConfigureAwait(false),
            stopWaiting).ConfigureAwait(false);
    }

    // Being turned away uses up no attempt; how often it may happen is the gate's to say.
    private ResiliencePipeline<QualysReply<TCall, TRead>> BuildPipeline<TCall, TRead>(ICallObserver<TCall> observer)
        where TCall : QualysExchange
        where TRead : class
    {
        int used = 0;
        return new ResiliencePipelineBuilder<QualysReply<TCall, TRead>> { TimeProvider = _options.TimeProvider }
            .AddRetry(new RetryStrategyOptions<QualysReply<TCall, TRead>>
            {
                MaxRetryAttempts = int.MaxValue,
                ShouldHandle = args =>
                {
                    bool isLimit = args.Outcome.Result.Call?.Meaning == AnswerMeaning.Limited;
                    used += isLimit ? 0 : 1;
                    return ValueTask.FromResult(
                        args.Outcome.Exception is null
                        && args.Outcome.Result.Call!.IsWorthRetrying
                        && (isLimit || used < _options.MaxAttempts));
                },
                DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(WaitAfter(args.Outcome.Result.Call).Wait),
                OnRetry = args =>
                {
                    TCall call = args.Outcome.Result.Call;
                    (TimeSpan wait, WaitCause cause) = WaitAfter(call);
                    observer.WillRetry(call, wait, cause, _options.MaxAttempts - used);
                    return default;
                },
            })
            .Build();
    }

    private (TimeSpan Wait, WaitCause Cause) WaitAfter(QualysExchange call) =>
        call.AskedWait ?? (_options.BackOff(call.BackOffStep), WaitCause.BackOff);

    private async Task<QualysReply<TCall, TRead>> AttemptAsync<TCall, TRead>(
        IQualysRequest<TCall, TRead> request,
        int attempt,
        ICallObserver<TCall> observer,
        CancellationToken waitToken,
        CancellationToken cancellationToken)
        where TCall : QualysExchange
        where TRead : class
    {
        int era = await EnterAsync(observer.WillWait, waitToken).ConfigureAwait(false);
        bool wasHeeded = false;
        try
        {
            long started = _options.TimeProvider.GetTimestamp();
            TCall sent = request.Begin(attempt, _options.TimeProvider.GetUtcNow());
            long callId = observer.WillSend(sent);
            QualysReply<TCall, TRead> reply;
            try
            {
                reply = await CallAsync(request, sent, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ConnectorException)
            {
                string error = exception is ConnectorException ? exception.Message : "stopped before an answer came";
                observer.Ended(callId, sent with
                {
                    Elapsed = _options.TimeProvider.GetElapsedTime(started),
                    Error = error,
                    NeverLeft = exception is ConnectorException,
                });
                throw;
            }

            TCall ended = reply.Call with { Elapsed = _options.TimeProvider.GetElapsedTime(started) };
            try
            {
                (ended, ConnectorException? end, wasHeeded) = Heed(request, ended, era);
                observer.Ended(callId, ended);
                if (end is not null)
                {
                    throw end;
                }
            }
            catch
            {
                (reply.Value as IDisposable)?.Dispose();
                throw;
            }

            return reply with { Call = ended };
        }
        catch (ConnectorException)
        {
            // Before the place is given to the next call: what ends the run lets none of them leave.
            _gate.Shut();
            throw;
        }
        finally
        {
            _gate.Leave(wasHeeded);
        }
    }

    private async Task<int> EnterAsync(Action<DateTimeOffset> waits, CancellationToken waitToken)
    {
        try
        {
            return await _gate.EnterAsync(waitToken, waits).ConfigureAwait(false);
        }
        catch (ConnectorException)
        {
            _gate.Shut();
            throw;
        }
    }

    /// <summary>Has all calls heed an answer, and says what ends the run where it does.</summary>
    private (TCall Call, ConnectorException? End, bool WasHeeded) Heed<TCall, TRead>(IQualysRequest<TCall, TRead> request, TCall call, int era)
        where TCall : QualysExchange
        where TRead : class
    {
        if (call.Status is not { } status || call.Limits is null)
        {
            return (call, null, false);
        }

        if (call.IsSuccess)
        {
            Volatile.Write(ref _hasTaken, true);
        }

        bool isLimit = call.Meaning == AnswerMeaning.Limited;
        int inARow = _gate.Heed(call.Limits, isLimit, call.AskedWait?.Wait, era);
        call = isLimit ? call with { BackOffStep = inARow } : call;
        switch (call.Meaning)
        {
            case AnswerMeaning.Refused when request.IsFinal(call):
                return (call, Refusal(call), true);
            case AnswerMeaning.Misconfigured when status == (int)HttpStatusCode.ProxyAuthenticationRequired:
                return (call, QualysConnectionException.ProxyAsks(Address, _route.Proxy), true);
            case AnswerMeaning.Misconfigured:
                return (call, QualysConnectionException.Redirected(Address, status, call.Error), true);
            case AnswerMeaning.Limited when call.AskedWait is { } asked && asked.Wait > _options.MaximumWait:
                return (call, QualysParkedException.WaitTooLong(Address, asked.Wait, _options), true);
            case AnswerMeaning.Limited when inARow >= CallGate.MostLimitsInARow:
                return (call, QualysParkedException.TurnedAway(Address, inARow, call.Told), true);
            case AnswerMeaning.Limited when (call.CodeAsReceived ?? call.Code) != AnswerJudgement.ConcurrencyCode:
                _gate.CloseFor(WaitAfter(call).Wait);
                break;
        }

        return (call, null, true);
    }

    private async Task<QualysReply<TCall, TRead>> CallAsync<TCall, TRead>(
        IQualysRequest<TCall, TRead> request, TCall call, CancellationToken cancellationToken)
        where TCall : QualysExchange
        where TRead : class
    {
        using var timeout = new CancellationTokenSource(_options.Timeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using HttpRequestMessage message = request.BuildMessage();
            using HttpResponseMessage response =
                await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            _route.NoteAnswer();
            call = Note(call, response);
            return OfUse(await request.ReadAsync(call, response, either.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            string what = call.Status is null ? "no answer" : "no whole answer";
            return Failed(FormattableString.Invariant($"{what} came within {_options.Timeout.TotalSeconds:0.###} s{Unknown()}"));
        }
        catch (HttpRequestException exception) when (call.Status is null)
        {
            (string why, bool neverLeft, bool mayHaveLeft) = _route.Judge(exception);
            QualysReply<TCall, TRead> failed = Failed(mayHaveLeft ? why + Unknown() : why);
            return failed with { Call = failed.Call with { NeverLeft = neverLeft } };
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            bool isNoHttp = exception is HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse }
                or HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse };
            return Failed(isNoHttp ? NetworkFailure.NoHttp : Redact($"the answer breaks off: {ConnectionWords.Of(exception)}{Unknown()}"));
        }
        catch (Exception exception) when (call.Status is not null && IsOfAnswer(exception))
        {
            return Failed(ShownText.Of(Redact($"the answer cannot be read: {exception.Message}")));
        }

        // Of what only reads nothing can have been applied, and of an answer that says an error nothing was.
        string Unknown() => call is { ChangesAssets: true, Status: null or (>= 200 and < 300) }
            ? "; Qualys may have applied it, sending again is safe"
            : "";

        // What came of the status still counts: a refusal whose body is damaged is one.
        QualysReply<TCall, TRead> Failed(string error) => new(
            call with
            {
                Error = error,
                Meaning = call.Status is { } status ? AnswerJudgement.Of(status, null, changesNothing: true) : AnswerMeaning.Passing,
                IsOfToken = AnswerJudgement.IsOfToken(call.Status, null),
            },
            null);
    }

    // Whatever a body is made of, reading it ends one call and not the run.
    private static bool IsOfAnswer(Exception exception) => exception
        is InvalidDataException or JsonException or XmlException or FormatException or OverflowException
        or ArgumentException or NotSupportedException or InvalidOperationException;

    // Whoever gets a reply disposes of what was read; what nobody gets goes here.
    private static QualysReply<TCall, TRead> OfUse<TCall, TRead>(QualysReply<TCall, TRead> reply)
        where TCall : QualysExchange
        where TRead : class
    {
        if (reply.Call.IsSuccess)
        {
            return reply;
        }

        (reply.Value as IDisposable)?.Dispose();
        return reply with { Value = null };
    }

    private TCall Note<TCall>(TCall call, HttpResponseMessage response)
        where TCall : QualysExchange
    {
        int status = (int)response.StatusCode;
        QualysLimits limits = QualysLimits.Read(response.Headers);
        return call with
        {
            Status = status,
            Limits = limits,
            AskedWait = QualysLimits.ReadWait(limits, response.Headers, _options.TimeProvider.GetUtcNow()),
            Error = status is >= 300 and < 400 ? $"it leads to '{FindTarget(response)}'" : null,
        };
    }

    private string FindTarget(HttpResponseMessage response) => response.Headers.Location switch
    {
        { IsAbsoluteUri: true, Host: { Length: > 0 } host } => ShownText.Of(Redact(host)),
        { IsAbsoluteUri: false } => "another path",
        _ => "another address",
    };
}
