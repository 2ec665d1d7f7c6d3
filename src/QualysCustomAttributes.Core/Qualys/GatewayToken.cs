using System.Diagnostics.CodeAnalysis;

namespace QualysCustomAttributes.Qualys;

/// <summary>
/// The token of the gateway, which all clients of a connection share. It lives in memory alone, and is asked for anew before
/// its four hours are over.
/// </summary>
[SuppressMessage(
    "Reliability", "CA1001",
    Justification = "A semaphore whose wait handle nobody takes holds nothing that is to be given back.")]
internal sealed class GatewayToken(QualysCredential credential, TimeProvider time)
{
    private static readonly TimeSpan UsedFor = TimeSpan.FromHours(4) - TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly List<SecretText> _known = [];
    private string? _current;
    private long _since;
    private int _refusals;
    private QualysAuthenticationException? _refusal;

    /// <summary>Whether another one can be asked for; a token that was made elsewhere is the only one.</summary>
    public bool IsRenewable => credential.AccessToken is null;

    /// <summary>The token at hand while it is valid as far as is known, else a new one.</summary>
    /// <param name="signIn">Asks the gateway for one with the account; one client at a time does.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The token.</returns>
    /// <exception cref="QualysAuthenticationException">The account was refused, now or while this call waited for its turn.</exception>
    public async Task<string> GetAsync(Func<QualysCredential, CancellationToken, Task<string>> signIn, CancellationToken cancellationToken)
    {
        if (credential.AccessToken is { } made)
        {
            return made;
        }

        int refusals = Volatile.Read(ref _refusals);
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Accounts are locked after a few wrong passwords: whoever waited meanwhile does not try the same one again.
            if (_refusal is not null && _refusals != refusals)
            {
                throw _refusal;
            }

            // Another client may forget it at any moment.
            string? current = Volatile.Read(ref _current);
            if (current is null || time.GetElapsedTime(_since) >= UsedFor)
            {
                current = await signIn(credential, cancellationToken).ConfigureAwait(false);
                Remember(current);
                _since = time.GetTimestamp();
                Volatile.Write(ref _current, current);
            }

            return current;
        }
        catch (QualysAuthenticationException exception) when (exception != _refusal)
        {
            _refusal = exception;
            Interlocked.Increment(ref _refusals);
            throw;
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

    /// <summary>Takes account and tokens out of a text that came from outside.</summary>
    public string Redact(string text)
    {
        text = credential.Redact(text);
        lock (_known)
        {
            return _known.Aggregate(text, (rest, token) => token.RemoveFrom(rest));
        }
    }

    private void Remember(string token)
    {
        lock (_known)
        {
            _known.Add(SecretText.Of(token));
        }
    }
}
