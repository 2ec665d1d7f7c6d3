namespace QualysCustomAttributes.Qualys.Inventory;

/// <summary>Asks the gateway for a token.</summary>
internal sealed class SignInRequest(QualysAddress gateway, QualysCredential credential, Func<string, string> redact)
    : GatewayRequest<string>(gateway, "sign in", "/auth", token: null, redact)
{
    protected override HttpContent BuildContent() => credential.ToForm();

    protected override async Task<QualysReply<QualysInventoryCall, string>> ReadSuccessAsync(
        QualysInventoryCall call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string body = (await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false)).Trim();
        bool isToken = body.Length > 0
            && body.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or '=' or '+' or '/');
        return isToken
            ? new QualysReply<QualysInventoryCall, string>(call with { IsSuccess = true }, body)
            : Without(call with { IsWorthRetrying = true, Error = "the answer is no token" });
    }
}
