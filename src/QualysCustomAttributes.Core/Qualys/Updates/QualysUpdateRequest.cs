using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace QualysCustomAttributes.Qualys.Updates;

/// <summary>A request to change the custom attributes of some assets.</summary>
/// <param name="GroupNumber">The number of the group.</param>
/// <param name="BatchNumber">The number of the batch in its group.</param>
/// <param name="Assets">How many assets the batch has.</param>
/// <param name="Function">What is done with the attributes.</param>
/// <param name="Body">The request's body, as the run database has it.</param>
internal sealed record QualysUpdateRequest(int GroupNumber, int BatchNumber, int Assets, QualysFunction Function, string Body)
{
    /// <summary>Joins the request with the account that sends it.</summary>
    /// <param name="address">Where it goes.</param>
    /// <param name="credential">The account.</param>
    /// <param name="redact">Takes secrets out of a text.</param>
    public IQualysRequest<QualysCall, QualysAnswer> By(QualysAddress address, QualysCredential credential, Func<string, string> redact) =>
        new Sent(this, address, credential, redact);

    private sealed class Sent(
        QualysUpdateRequest request, QualysAddress address, QualysCredential credential, Func<string, string> redact)
        : IQualysRequest<QualysCall, QualysAnswer>
    {
        public bool IsStreamed => false;

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
            message.Headers.Authorization = credential.Authorization;
            message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
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
            string body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            QualysAnswer? answer = QualysAnswerReader.Read(body)?.ToShow(redact);
            bool isUnreadable = call.Status is >= 200 and < 300 && answer is null;
            QualysCall answered = call with
            {
                Body = redact(body),
                Answer = answer,
                IsSuccess = call.Status is >= 200 and < 300 && answer is { IsSuccess: true },
                Error = isUnreadable ? "the answer's body is not an answer of Qualys" : call.Error,
                IsWorthRetrying = call.IsWorthRetrying || isUnreadable,
            };
            return new QualysReply<QualysCall, QualysAnswer>(answered, answer);
        }

        public void ThrowIfFinal(QualysCall call)
        {
            if (call.Status is 401 or 403)
            {
                throw new QualysAuthenticationException(address, call.Status.Value, call.Answer?.Error);
            }
        }
    }
}
