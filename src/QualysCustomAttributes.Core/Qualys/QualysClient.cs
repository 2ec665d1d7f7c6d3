using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Polly;
using Polly.Retry;

namespace QualysCustomAttributes.Qualys;

/// <summary>
/// Calls Qualys. It tries again what may yet succeed, waits as the platform asks, and never makes more calls at a time
/// than allowed. Whoever uses it is told of each call before it is sent and after it ended.
/// </summary>
public sealed class QualysClient : IDisposable
{
    /// <summary>The value of <c>X-Requested-With</c> on every call, as the reference connector sends it.</summary>
    public const string RequestedWith = "custom_attributes_connector_v1.0";

    internal const string UpdatePath = "/qps/rest/2.0/update/am/asset";

    private const int LongestAnswer = 32 * 1024 * 1024;

    private readonly QualysCredential _credential;
    private readonly QualysClientOptions _options;
    private readonly HttpClient _http;
    private readonly CallGate _gate;
    private int _answersReceived;

    /// <summary>Creates a client.</summary>
    /// <param name="address">Where Qualys is.</param>
    /// <param name="credential">The account.</param>
    /// <param name="options">How calls are made.</param>
    public QualysClient(QualysAddress address, QualysCredential credential, QualysClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Address = address;
        _credential = credential;
        _options = options;
        _gate = new CallGate(options.ThrottleLimit, options.TimeProvider);

        // No redirect is followed: credentials go to the host that was named and to no other.
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            UseCookies = false,
        })
        {
            BaseAddress = address.BaseAddress,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LongestAnswer,
        };
    }

    /// <summary>Where Qualys is.</summary>
    public QualysAddress Address { get; }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Sends a request until it succeeds, fails for good, or has used its attempts.</summary>
    /// <param name="request">The request.</param>
    /// <param name="observer">Is told of each call, and may refuse to let it be sent by throwing.</param>
    /// <param name="stopWaiting">Ends waits and further attempts; a call under way is finished.</param>
    /// <param name="cancellationToken">Ends a call under way too.</param>
    /// <returns>The last call.</returns>
    /// <exception cref="QualysAuthenticationException">Qualys refused the account.</exception>
    /// <exception cref="QualysConnectionException">The host is unknown, or its certificate is not trusted.</exception>
    internal async Task<QualysCall> SendAsync(
        QualysUpdateRequest request, ICallObserver observer, CancellationToken stopWaiting, CancellationToken cancellationToken)
    {
        int attempt = 0;
        ResiliencePipeline<QualysCall> pipeline = BuildPipeline(observer);
        return await pipeline.ExecuteAsync(
            async waitToken => await AttemptAsync(request, ++attempt, observer, waitToken, cancellationToken).ConfigureAwait(false),
            stopWaiting).ConfigureAwait(false);
    }

    private ResiliencePipeline<QualysCall> BuildPipeline(ICallObserver observer)
    {
        var builder = new ResiliencePipelineBuilder<QualysCall> { TimeProvider = _options.TimeProvider };
        if (_options.MaxAttempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions<QualysCall>
            {
                MaxRetryAttempts = _options.MaxAttempts - 1,
                ShouldHandle = new PredicateBuilder<QualysCall>().HandleResult(call => call.IsWorthRetrying),
                DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(WaitAfter(args.Outcome.Result!).Wait),
                OnRetry = args =>
                {
                    QualysCall call = args.Outcome.Result!;
                    (TimeSpan wait, WaitCause cause) = WaitAfter(call);
                    observer.WillRetry(call, wait, cause, _options.MaxAttempts - call.Attempt);
                    return default;
                },
            });
        }

        return builder.Build();
    }

    private (TimeSpan Wait, WaitCause Cause) WaitAfter(QualysCall call) =>
        call.AskedWait ?? (_options.BackOff(call.Attempt), WaitCause.BackOff);

    private async Task<QualysCall> AttemptAsync(
        QualysUpdateRequest request, int attempt, ICallObserver observer, CancellationToken waitToken, CancellationToken cancellationToken)
    {
        await _gate.EnterAsync(waitToken).ConfigureAwait(false);
        try
        {
            long started = _options.TimeProvider.GetTimestamp();
            QualysCall sent = new()
            {
                GroupNumber = request.GroupNumber,
                BatchNumber = request.BatchNumber,
                Assets = request.Assets,
                Function = request.Function,
                Address = new Uri(Address.BaseAddress, UpdatePath),
                Attempt = attempt,
                SentAt = _options.TimeProvider.GetUtcNow(),
            };
            long callId = observer.WillSend(sent);
            QualysCall ended;
            try
            {
                ended = await CallAsync(request, sent, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ConnectorException)
            {
                string error = exception is ConnectorException ? exception.Message : "stopped before an answer came";
                observer.Ended(callId, sent with { Elapsed = _options.TimeProvider.GetElapsedTime(started), Error = error });
                throw;
            }

            ended = ended with { Elapsed = _options.TimeProvider.GetElapsedTime(started) };
            observer.Ended(callId, ended);
            ThrowIfFinal(ended);
            return ended;
        }
        finally
        {
            _gate.Leave();
        }
    }

    private async Task<QualysCall> CallAsync(QualysUpdateRequest request, QualysCall call, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.Timeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using HttpRequestMessage message = BuildMessage(request);
            using HttpResponseMessage response = await _http.SendAsync(message, either.Token).ConfigureAwait(false);
            string body = _credential.Redact(await response.Content.ReadAsStringAsync(either.Token).ConfigureAwait(false));
            Interlocked.Increment(ref _answersReceived);
            return Judge(call, response, body);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return call with { Error = FormattableString.Invariant($"no answer within {_options.Timeout.TotalSeconds:N0} s"), IsWorthRetrying = true };
        }
        catch (HttpRequestException exception)
        {
            ThrowIfHopeless(exception);
            return call with { Error = _credential.Redact(Describe(exception)), IsWorthRetrying = true };
        }
    }

    private QualysCall Judge(QualysCall call, HttpResponseMessage response, string body)
    {
        int status = (int)response.StatusCode;
        QualysLimits limits = QualysLimits.Read(response.Headers);
        (TimeSpan Wait, WaitCause Cause)? wait = QualysLimits.ReadWait(limits, response.Headers, _options.TimeProvider.GetUtcNow());
        _gate.Heed(limits, wait?.Wait);

        QualysAnswer? answer = ReadAnswer(body);
        bool isBusy = status is 409 or 429 or 408 or >= 500;
        bool isUnreadable = status is >= 200 and < 300 && answer is null;
        return call with
        {
            Status = status,
            Body = body,
            Answer = answer,
            Limits = limits,
            AskedWait = wait,
            Error = isUnreadable ? "the answer's body is not an answer of Qualys"
                : status is >= 300 and < 400 ? $"the platform redirects to {response.Headers.Location?.Host ?? "another address"}, which is not followed"
                : null,
            IsWorthRetrying = isBusy || isUnreadable,
        };
    }

    // Once more after decoding: an answer may spell the secret in a way of its own.
    private QualysAnswer? ReadAnswer(string body) => QualysAnswerReader.Read(body) is not { } answer ? null : answer with
    {
        ResponseCode = answer.ResponseCode is { } code ? _credential.Redact(code) : null,
        ErrorMessage = answer.ErrorMessage is { } message ? _credential.Redact(message) : null,
        ErrorResolution = answer.ErrorResolution is { } resolution ? _credential.Redact(resolution) : null,
    };

    private HttpRequestMessage BuildMessage(QualysUpdateRequest request)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(request.Body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var message = new HttpRequestMessage(HttpMethod.Post, UpdatePath) { Content = content };
        message.Headers.Authorization = _credential.Authorization;
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        message.Headers.Add("X-Requested-With", RequestedWith);
        message.Headers.TryAddWithoutValidation(
            "User-Agent",
            FormattableString.Invariant($"{RequestedWith} function={request.Function.ToRequestName()} group={request.GroupNumber} batch={request.BatchNumber}"));
        return message;
    }

    private void ThrowIfFinal(QualysCall call)
    {
        if (call.Status is 401 or 403)
        {
            throw new QualysAuthenticationException(Address, call.Status.Value, call.Answer?.Error);
        }
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
