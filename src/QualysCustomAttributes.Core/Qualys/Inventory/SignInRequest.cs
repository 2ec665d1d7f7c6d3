using System.Text;
using QualysCustomAttributes.Qualys.Answers;

namespace QualysCustomAttributes.Qualys.Inventory;

/// <summary>Asks the gateway for a token.</summary>
internal sealed class SignInRequest(QualysAddress gateway, QualysCredential credential, Func<string, string> redact)
    : GatewayRequest<string>(gateway, "sign in", "/auth", token: null, redact)
{
    private const int LongestToken = 64 * 1024;

    private static ReadOnlySpan<byte> Others => ".-_=+/"u8;

    protected override HttpContent BuildContent() => credential.ToForm();

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
}
