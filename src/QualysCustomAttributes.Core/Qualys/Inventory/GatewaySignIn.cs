namespace QualysCustomAttributes.Qualys.Inventory;

/// <summary>Signs in at the gateway, for whoever needs a token there or elsewhere.</summary>
/// <param name="transport">The way to the gateway.</param>
/// <param name="token">The token of the connection.</param>
/// <param name="calls">Is told of the calls.</param>
/// <param name="failure">Words that no token came.</param>
internal sealed class GatewaySignIn(
    QualysTransport transport,
    GatewayToken token,
    ICallObserver<QualysInventoryCall> calls,
    Func<QualysInventoryCall, QualysConnectionException> failure)
{
    /// <summary>The token at hand, else a new one.</summary>
    /// <exception cref="QualysAuthenticationException">Qualys refused the account.</exception>
    /// <exception cref="QualysConnectionException">The gateway is not there, or gives no token.</exception>
    public Task<string> GetTokenAsync(CancellationToken cancellationToken) => token.GetAsync(AskAsync, cancellationToken);

    private async Task<string> AskAsync(QualysCredential credential, CancellationToken cancellationToken)
    {
        var request = new SignInRequest(transport.Address, credential, transport.Redact);
        (QualysInventoryCall call, string? read) =
            await transport.SendAsync(request, calls, cancellationToken, cancellationToken).ConfigureAwait(false);
        return read ?? throw failure(call);
    }
}
