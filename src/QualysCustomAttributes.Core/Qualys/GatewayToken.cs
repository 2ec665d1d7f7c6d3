using System.Diagnostics.CodeAnalysis;

namespace QualysCustomAttributes.Qualys.Inventory;

/// <summary>
/// The token of the gateway, which all clients of a connection share. It lives in memory alone, and is asked for anew before
/// its four hours are over.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A semaphore whose wait handle nobody takes holds nothing that is to be given back.")]
internal sealed class GatewayToken(QualysCredential credential, TimeProvider time)
{
    private const string Path = "/auth";

    private static readonly TimeSpan UsedFor = TimeSpan.FromHours(4) - TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly List<string> _known = [];
    private string? _current;
    private long _since;

    /// <summary>Gives a token that is valid as far as is known.</summary>
    /// <param name="transport">Carries the request for one.</param>
    /// <param name="observer">Is told of the calls.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The token.</returns>
    /// <exception cref="QualysAuthenticationException">Qualys refused the account.</exception>
    public async Task<string> GetAsync(QualysTransport transport, ICallObserver<QualysInventoryCall> observer, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Another client may forget it at any moment.
            string? current = Volatile.Read(ref _current);
            if (current is null || time.GetElapsedTime(_since) >= UsedFor)
            {
                current = await SignInAsync(transport, observer, cancellationToken).ConfigureAwait(false);
                _since = time.GetTimestamp();
                Volatile.Write(ref _current, current);
            }

            return current;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Forgets a token that the gateway no longer takes.</summary>
    public void Forget(string token) => Interlocked.CompareExchange(ref _current, null, token);

    /// <summary>Forgets the token, whichever it is.</summary>
    public void Forget() => Interlocked.Exchange(ref _current, null);

    /// <summary>Takes password and tokens out of a text that came from outside.</summary>
    public string Redact(string text)
    {
        text = credential.Redact(text);
        lock (_known)
        {
            return _known.Aggregate(text, (rest, token) => rest.Replace(token, "[redacted]", StringComparison.Ordinal));
        }
    }

    private async Task<string> SignInAsync(QualysTransport transport, ICallObserver<QualysInventoryCall> observer, CancellationToken cancellationToken)
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
