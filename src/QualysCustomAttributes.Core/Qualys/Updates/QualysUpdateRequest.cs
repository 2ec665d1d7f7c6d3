using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using QualysCustomAttributes.Qualys.Answers;

namespace QualysCustomAttributes.Qualys.Updates;

/// <summary>A request to change the custom attributes of some assets.</summary>
/// <param name="GroupNumber">The number of the group.</param>
/// <param name="BatchNumber">The number of the batch in its group.</param>
/// <param name="Assets">How many assets the batch has.</param>
/// <param name="Function">What is done with the attributes.</param>
/// <param name="Body">The request's body, as the run database has it.</param>
internal sealed record QualysUpdateRequest(int GroupNumber, int BatchNumber, int Assets, QualysFunction Function, string Body)
{
    private const int LongestAnswer = 32 * 1024 * 1024;

    /// <summary>Joins the request with what it says of its sender.</summary>
    /// <param name="address">Where it goes.</param>
    /// <param name="authorization">What it says of its sender.</param>
    /// <param name="redact">Takes secrets out of a text.</param>
    public IQualysRequest<QualysCall, QualysAnswer> By(QualysAddress address, UpdateAuthorization authorization, Func<string, string> redact) =>
        new Sent(this, address, authorization, redact);

    private sealed class Sent(
        QualysUpdateRequest request, QualysAddress address, UpdateAuthorization authorization, Func<string, string> redact)
        : IQualysRequest<QualysCall, QualysAnswer>
    {
        public QualysCall Begin(int attempt, DateTimeOffset now) => new()
        {
            What = string.Create(
                CultureInfo.InvariantCulture,
                $"{request.Function.ToRequestName()} group {request.GroupNumber} batch {request.BatchNumber}"),
            GroupNumber = request.GroupNumber,
            BatchNumber = request.BatchNumber,
            Assets = request.Assets,
            Function = request.Function,
            Address = new Uri(address.BaseAddress, QualysClient.UpdatePath),
            Attempt = attempt,
            SentAt = now,
        };

        public HttpRequestMessage BuildMessage()
        {
            var content = new ByteArrayContent(Encoding.UTF8.GetBytes(request.Body));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            var message = new HttpRequestMessage(HttpMethod.Post, QualysClient.UpdatePath) { Content = content };
            message.Headers.Authorization = authorization.Header;
            message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            foreach (string coding in AnswerBody.Codings)
            {
                message.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(coding));
            }

            message.Headers.TryAddWithoutValidation(
                "User-Agent",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{QualysTransport.RequestedWith} function={request.Function.ToRequestName()} "
                    + $"group={request.GroupNumber} batch={request.BatchNumber}"));
            return message;
        }

        public async Task<QualysReply<QualysCall, QualysAnswer>> ReadAsync(
            QualysCall call, HttpResponseMessage response, CancellationToken cancellationToken)
        {
            // Read as it came: a password may be a word of the answer. What is kept and shown of it holds no secret.
            using AnswerBody body = await AnswerBody.ReadAsync(response.Content, LongestAnswer, cancellationToken).ConfigureAwait(false);
            AnswerReading reading = QualysAnswerReader.Read(body.Bytes, AnswerBody.MediaType(response.Content), cancellationToken);
            QualysAnswer? answer = reading.Answer?.ToShow(redact);
            QualysCall answered = call.Judged(reading, "an answer of Qualys", redact, changesNothing: false) with
            {
                Body = StoredText.Of(body.Bytes.Span, redact),
                Answer = answer,
            };
            return new QualysReply<QualysCall, QualysAnswer>(answered, answer);
        }

        public bool IsFinal(QualysCall refused) => !authorization.IsRenewable || !refused.IsOfToken;
    }
}
