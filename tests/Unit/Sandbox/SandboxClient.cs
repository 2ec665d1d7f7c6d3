using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using QualysSandbox;
using Xunit;

namespace QualysCustomAttributes.Unit.Sandbox;

/// <summary>A sandbox and a plain client of it, which keeps nothing from the test.</summary>
internal sealed class SandboxClient : IAsyncDisposable
{
    public const string UpdatePath = "/qps/rest/2.0/update/am/asset";

    private readonly HttpClient _http;

    private SandboxClient(SandboxServer server)
    {
        Server = server;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server.Address };
    }

    public SandboxServer Server { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<SandboxClient> StartAsync(SandboxOptions? options = null) =>
        new(await SandboxServer.StartAsync(options ?? new SandboxOptions(), Cancellation));

    public static string Body(string ids, string operation = "add", string key = "Division", string value = "Research") =>
        JsonSerializer.Serialize(new
        {
            ServiceRequest = new
            {
                filters = new { Criteria = new[] { new { field = "id", @operator = "IN", value = ids } } },
                data = new
                {
                    Asset = new
                    {
                        customAttributes = new Dictionary<string, object>
                        {
                            [operation] = new { CustomAttribute = new[] { new { key, value } } },
                        },
                    },
                },
            },
        });

    public static HttpRequestMessage Request(string body)
    {
        var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, UpdatePath) { Content = content };
        request.Headers.Authorization = Basic("sandbox", "sandbox");
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Add("X-Requested-With", "unit tests");
        return request;
    }

    public static AuthenticationHeaderValue Basic(string userName, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{userName}:{password}")));

    public Task<HttpResponseMessage> UpdateAsync(string ids, string operation = "add", string key = "Division", string value = "Research") =>
        SendAsync(Request(Body(ids, operation, key, value)));

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _http.SendAsync(request, Cancellation);

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

    public Task<HttpResponseMessage> PostAsync(string path, string body = "") =>
        _http.PostAsync(new Uri(path, UriKind.Relative), new StringContent(body), Cancellation);

    public Task<HttpResponseMessage> DeleteAsync(string path) => _http.DeleteAsync(new Uri(path, UriKind.Relative), Cancellation);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
    }
}
