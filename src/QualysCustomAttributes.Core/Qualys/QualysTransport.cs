using System.Net;
using Polly;
using Polly.Retry;

namespace QualysCustomAttributes.Qualys;

/// <summary>
/// Carries requests to one host of Qualys. It tries again what may yet succeed, waits as the platform asks, and never makes
/// more calls at a time than allowed.
/// </summary>
internal sealed class QualysTransport : IDisposable
{
    /// <summary>What every call says of its sender, as the reference connector does.</summary>
    public const string RequestedWith = "custom_attributes_connector_v1.0";

    private const int LongestBufferedAnswer = 32 * 1024 * 1024;

    private readonly QualysRoute _route;
    private readonly QualysClientOptions _options;
    private readonly HttpClient _http;
    private readonly CallGate _gate;

    /// <summary>Creates a transport.</summary>
    /// <param name="address">The host.</param>
    /// <param name="options">How calls are made.</param>
    /// <param name="redact">Takes secrets out of a text.</param>
    /// <param name="decompression">The codings that are undone on the way; none for those who keep what was received.</param>
    /// <exception cref="QualysConfigurationException">An environment variable names a proxy that cannot be used.</exception>
    public QualysTransport(
        QualysAddress address, QualysClientOptions options, Func<string, string> redact, DecompressionMethods decompression)
    {
        options.Validate();
        Address = address;
        _options = options;
        _gate = new CallGate(options.ThrottleLimit, options.TimeProvider);

        _route = new QualysRoute(address, redact);
        _http = new HttpClient(_route.CreateHandler(decompression))
        {
            BaseAddress = address.BaseAddress,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LongestBufferedAnswer,
        };
        _http.DefaultRequestHeaders.Add("X-Requested-With", RequestedWith);
    }

    /// <summary>The host.</summary>
    public QualysAddress Address { get; }

    public void Dispose() => _http.Dispose();

    /// <summary>Takes the secrets of account and proxy out of a text that came from outside.</summary>
    public string Redact(string text) => _route.Redact(text);

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

    private ResiliencePipeline<QualysReply<TCall, TRead>> BuildPipeline<TCall, TRead>(ICallObserver<TCall> observer)
        where TCall : QualysExchange
        where TRead : class
    {
        var builder = new ResiliencePipelineBuilder<QualysReply<TCall, TRead>> { TimeProvider = _options.TimeProvider };
        if (_options.MaxAttempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions<QualysReply<TCall, TRead>>
            {
                MaxRetryAttempts = _options.MaxAttempts - 1,
                ShouldHandle = new PredicateBuilder<QualysReply<TCall, TRead>>().HandleResult(reply => reply.Call.IsWorthRetrying),
                DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(WaitAfter(args.Outcome.Result.Call).Wait),
                OnRetry = args =>
                {
                    TCall call = args.Outcome.Result.Call;
                    (TimeSpan wait, WaitCause cause) = WaitAfter(call);
                    observer.WillRetry(call, wait, cause, _options.MaxAttempts - call.Attempt);
                    return default;
                },
            });
        }

        return builder.Build();
    }

    private (TimeSpan Wait, WaitCause Cause) WaitAfter(QualysExchange call) =>
        call.AskedWait ?? (_options.BackOff(call.Attempt), WaitCause.BackOff);

    private async Task<QualysReply<TCall, TRead>> AttemptAsync<TCall, TRead>(
        IQualysRequest<TCall, TRead> request,
        int attempt,
        ICallObserver<TCall> observer,
        CancellationToken waitToken,
        CancellationToken cancellationToken)
        where TCall : QualysExchange
        where TRead : class
    {
        await _gate.EnterAsync(waitToken).ConfigureAwait(false);
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
                observer.Ended(callId, ended);
                request.ThrowIfFinal(ended);
            }
            catch
            {
                (reply.Value as IDisposable)?.Dispose();
                throw;
            }

            return reply with { Call = ended };
        }
        finally
        {
            _gate.Leave();
        }
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
            HttpCompletionOption completion = request.IsStreamed
                ? HttpCompletionOption.ResponseHeadersRead
                : HttpCompletionOption.ResponseContentRead;
            using HttpResponseMessage response = await _http.SendAsync(message, completion, either.Token).ConfigureAwait(false);
            QualysReply<TCall, TRead> reply = await request.ReadAsync(Judge(call, response), response, either.Token).ConfigureAwait(false);
            _route.NoteAnswer();
            return OfUse(reply);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(FormattableString.Invariant($"no answer within {_options.Timeout.TotalSeconds:N0} s"));
        }
        catch (HttpRequestException exception)
        {
            (string why, bool neverLeft) = _route.Judge(exception);
            QualysReply<TCall, TRead> failed = Failed(why);
            return failed with { Call = failed.Call with { NeverLeft = neverLeft } };
        }
        catch (IOException exception)
        {
            return Failed(Redact($"the answer breaks off: {exception.Message}"));
        }

        QualysReply<TCall, TRead> Failed(string error) => new(call with { Error = error, IsWorthRetrying = true }, null);
    }

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

    private TCall Judge<TCall>(TCall call, HttpResponseMessage response)
        where TCall : QualysExchange
    {
        int status = (int)response.StatusCode;
        QualysLimits limits = QualysLimits.Read(response.Headers);
        (TimeSpan Wait, WaitCause Cause)? wait = QualysLimits.ReadWait(limits, response.Headers, _options.TimeProvider.GetUtcNow());
        _gate.Heed(limits, wait?.Wait);
        return call with
        {
            Status = status,
            Limits = limits,
            AskedWait = wait,
            Error = status is >= 300 and < 400
                ? Redact($"the platform redirects to {response.Headers.Location?.Host ?? "another address"}, which is not followed")
                : null,
            IsWorthRetrying = status is 409 or 429 or 408 or >= 500,
        };
    }
}
