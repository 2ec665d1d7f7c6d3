using System.Net.Http.Headers;
using System.Text;
using QualysCustomAttributes.Qualys.Answers;

namespace QualysCustomAttributes.Qualys.Inventory;

/// <summary>Asks the gateway for a token, with user and password or as a client.</summary>
internal sealed class SignInRequest(QualysAddress gateway, QualysCredential credential, Func<string, string> redact)
    : GatewayRequest<string>(gateway, "sign in", Form(credential).Path, token: null, redact)
{
    private const int LongestToken = 64 * 1024;

    private static ReadOnlySpan<byte> Others => ".-_=+/"u8;

    protected override void AddHeaders(HttpRequestHeaders headers)
    {
        foreach ((string name, string value) in Form(credential).Headers)
        {
            headers.TryAddWithoutValidation(name, value);
        }
    }

    // Without fields it is an empty form: the platform's samples name its type there, too.
    protected override HttpContent BuildContent() => new FormUrlEncodedContent(Form(credential).Fields);

    protected override async Task<QualysReply<QualysInventoryCall, string>> ReadSuccessAsync(
        QualysInventoryCall call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using AnswerBody body = await ReadBodyAsync(response, cancellationToken).ConfigureAwait(false);
        return ReadToken(body.Bytes.Span) is { } token
            ? new QualysReply<QualysInventoryCall, string>(call with { Meaning = AnswerMeaning.Done }, token)
            : ReadAnswer(body, response, cancellationToken) is var reading && reading.Answer is { IsSuccess: true }
                ? Unusable(call, "the answer holds no token")
                : Without(Judge(call, reading, "a token"));
    }

    private static string? ReadToken(ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> text = body.Trim(" \t\r\n"u8);
        foreach (byte letter in text)
        {
            if (!char.IsAsciiLetterOrDigit((char)letter) && !Others.Contains(letter))
            {
                return null;
            }
        }

        return text.IsEmpty || text.Length > LongestToken ? null : Encoding.ASCII.GetString(text);
    }

    private static GatewaySignInForm Form(QualysCredential credential) =>
        credential.SignInForm ?? throw new InvalidOperationException("A token that was made elsewhere is not asked for.");
}
