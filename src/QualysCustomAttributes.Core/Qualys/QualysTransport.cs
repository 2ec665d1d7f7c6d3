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
    private const int LongestBufferedAnswer = 32 * 1024 * 1024;

    private readonly Func<string, string> _redact;
    private readonly QualysClientOptions _options;
    private readonly HttpClient _http;
    private readonly CallGate _gate;
    private int _answersReceived;

    /// <summary>Creates a transport.</summary>
    /// <param name="address">The host.</param>
    /// <param name="options">How calls are made.</param>
    /// <param name="redact">Takes secrets out of a text.</param>
    /// <param name="decompression">The codings that are undone on the way; none for those who keep what was received.</param>
    public QualysTransport(QualysAddress address, QualysClientOptions options, Func<string, string> redact, DecompressionMethods decompression)
    {
        options.Validate();
        Address = address;
        _options = options;
        _redact = redact;
        _gate = new CallGate(options.ThrottleLimit, options.TimeProvider);

        // No redirect is followed: credentials go to the host that was named and to no other.
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = decompression,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            UseCookies = false,
        })
        {
            BaseAddress = address.BaseAddress,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LongestBufferedAnswer,
        };
    }

    /// <summary>The host.</summary>
    public QualysAddress Address { get; }

    public void Dispose() => _http.Dispose();

    /// <summary>Sends a request until it succeeds, fails for good, or has used its attempts.</summary>
    /// <param name="request">The request.</param>
    /// <param name="observer">Is told of each call, and may refuse to let it be sent by throwing.</param>
    /// <param name="stopWaiting">Ends waits and further attempts; a call under way is finished.</param>
    /// <param name="cancellationToken">Ends a call under way too.</param>
    /// <returns>The last call.</returns>
    /// <exception cref="QualysConnectionException">The host is unknown, or its certificate is not trusted.</exception>
    public async Task<TCall> SendAsync<TCall>(
        IQualysRequest<TCall> request, ICallObserver<TCall> observer, CancellationToken stopWaiting, CancellationToken cancellationToken)
        where TCall : QualysExchange
    {
        int attempt = 0;
        ResiliencePipeline<TCall> pipeline = BuildPipeline(observer);
        return await pipeline.ExecuteAsync(
            async waitToken => await AttemptAsync(request, ++attempt, observer, waitToken, cancellationToken).ConfigureAwait(false),
            stopWaiting).ConfigureAwait(false);
    }

    private ResiliencePipeline<TCall> BuildPipeline<TCall>(ICallObserver<TCall> observer)
        where TCall : QualysExchange
    {
        var builder = new ResiliencePipelineBuilder<TCall> { TimeProvider = _options.TimeProvider };
        if (_options.MaxAttempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions<TCall>
            {
                MaxRetryAttempts = _options.MaxAttempts - 1,
                ShouldHandle = new PredicateBuilder<TCall>().HandleResult(call => call.IsWorthRetrying),
                DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(WaitAfter(args.Outcome.Result!).Wait),
                OnRetry = args =>
                {
                    TCall call = args.Outcome.Result!;
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

    private async Task<TCall> AttemptAsync<TCall>(
        IQualysRequest<TCall> request, int attempt, ICallObserver<TCall> observer, CancellationToken waitToken, CancellationToken cancellationToken)
        where TCall : QualysExchange
    {
        await _gate.EnterAsync(waitToken).ConfigureAwait(false);
        try
        {
            long started = _options.TimeProvider.GetTimestamp();
            TCall sent = request.Begin(attempt, _options.TimeProvider.GetUtcNow());
            long callId = observer.WillSend(sent);
            TCall ended;
            try
            {
                ended = await CallAsync(request, sent, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ConnectorException)
            {
                string error = exception is ConnectorException ? exception.Message : "stopped before an answer came";
                observer.Ended(callId, sent with { Elapsed = _options.TimeProvider.GetElapsedTime(started), Error = error, NeverLeft = exception is ConnectorException });
                throw;
            }

            ended = ended with { Elapsed = _options.TimeProvider.GetElapsedTime(started) };
            observer.Ended(callId, ended);
            request.ThrowIfFinal(ended);
            return ended;
        }
        finally
        {
            _gate.Leave();
        }
    }

    private async Task<TCall> CallAsync<TCall>(IQualysRequest<TCall> request, TCall call, CancellationToken cancellationToken)
        where TCall : QualysExchange
    {
        using var timeout = new CancellationTokenSource(_options.Timeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using HttpRequestMessage message = request.BuildMessage();
            HttpCompletionOption completion = request.IsStreamed ? HttpCompletionOption.ResponseHeadersRead : HttpCompletionOption.ResponseContentRead;
            using HttpResponseMessage response = await _http.SendAsync(message, completion, either.Token).ConfigureAwait(false);
            TCall answered = await request.ReadAsync(Judge(call, response), response, either.Token).ConfigureAwait(false);
            Interlocked.Increment(ref _answersReceived);
            return answered;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return call with { Error = FormattableString.Invariant($"no answer within {_options.Timeout.TotalSeconds:N0} s"), IsWorthRetrying = true };
        }
        catch (HttpRequestException exception)
        {
            ThrowIfHopeless(exception);
            return call with { Error = _redact(Describe(exception)), IsWorthRetrying = true };
        }
        catch (IOException exception)
        {
            return call with { Error = _redact($"the answer breaks off: {exception.Message}"), IsWorthRetrying = true };
        }
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
            Error = status is >= 300 and < 400 ? $"the platform redirects to {response.Headers.Location?.Host ?? "another address"}, which is not followed" : null,
            IsWorthRetrying = status is 409 or 429 or 408 or >= 500,
        };
    }

    // Before the first answer these are a wrong address far more often than a passing fault.
    private void ThrowIfHopeless(HttpRequestException exception)
    {
        if (Volatile.Read(ref _answersReceived) > 0)
        {
            return;
        }

        if (exception.HttpRequestError == HttpRequestError.NameResolutionError)
        {
            throw QualysConnectionException.HostUnknown(Address, exception);
        }

        if (exception.HttpRequestError == HttpRequestError.SecureConnectionError && exception.InnerException is System.Security.Authentication.AuthenticationException)
        {
            throw QualysConnectionException.CertificateInvalid(Address, exception);
        }
    }

    private static string Describe(HttpRequestException exception) =>
        exception.InnerException is { } inner && !exception.Message.Contains(inner.Message, StringComparison.Ordinal)
            ? $"{exception.Message.TrimEnd('.')}: {inner.Message}"
            : exception.Message;
}
