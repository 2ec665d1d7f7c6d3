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
    public IQualysRequest<QualysCall, QualysAnswer> By(QualysAddress address, QualysCredential credential) =>
        new Sent(this, address, credential);

    private sealed class Sent(QualysUpdateRequest request, QualysAddress address, QualysCredential credential)
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
            string body = credential.Redact(await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));

            // Redacted once more: what stood escaped in the body is plain text now.
            QualysAnswer? answer = QualysAnswerReader.Read(body)?.ToShow(credential.Redact);
            bool isUnreadable = call.Status is >= 200 and < 300 && answer is null;
            QualysCall answered = call with
            {
                Body = body,
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
