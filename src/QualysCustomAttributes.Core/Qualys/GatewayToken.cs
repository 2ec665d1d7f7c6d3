namespace QualysCustomAttributes.Qualys;

/// <summary>The token of the gateway. It lives in memory alone, and is asked for anew before its four hours are over.</summary>
internal sealed class GatewayToken(QualysTransport transport, QualysCredential credential, TimeProvider time) : IDisposable
{
    private const string Path = "/auth";

    private static readonly TimeSpan UsedFor = TimeSpan.FromHours(4) - TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly List<string> _known = [];
    private string? _current;
    private long _since;

    public void Dispose() => _gate.Dispose();

    /// <summary>Gives a token that is valid as far as is known.</summary>
    /// <exception cref="QualysAuthenticationException">Qualys refused the account.</exception>
    public async Task<string> GetAsync(ICallObserver<QualysInventoryCall> observer, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_current is null || time.GetElapsedTime(_since) >= UsedFor)
            {
                _current = await SignInAsync(observer, cancellationToken).ConfigureAwait(false);
                _since = time.GetTimestamp();
            }

            return _current;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Forgets a token that the gateway no longer takes.</summary>
    public void Forget(string token) => Interlocked.CompareExchange(ref _current, null, token);

    /// <summary>Takes password and tokens out of a text that came from outside.</summary>
    public string Redact(string text)
    {
        text = credential.Redact(text);
        lock (_known)
        {
            return _known.Aggregate(text, (rest, token) => rest.Replace(token, "[redacted]", StringComparison.Ordinal));
        }
    }

    private async Task<string> SignInAsync(ICallObserver<QualysInventoryCall> observer, CancellationToken cancellationToken)
    {
        string? token = null;
        var request = new GatewayRequest(transport.Address, "sign in", Path, Redact)
        {
            Content = () => credential.ToForm(),
            Read = async (call, response, readToken) =>
            {
                string body = (await response.Content.ReadAsStringAsync(readToken).ConfigureAwait(false)).Trim();
                bool isToken = body.Length > 0 && body.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or '=' or '+' or '/');
                token = isToken ? body : null;
                return call with { IsSuccess = isToken, IsWorthRetrying = !isToken, Error = isToken ? null : "the answer is no token" };
            },
        };
        QualysInventoryCall call = await transport.SendAsync(request, observer, cancellationToken, cancellationToken).ConfigureAwait(false);
        if (token is null)
        {
            throw call.IsWorthRetrying ? QualysConnectionException.NoUsableAnswer(call) : QualysConnectionException.Refused(call);
        }

        lock (_known)
        {
            _known.Add(token);
        }

        return token;
    }
}
