using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using QualysSandbox;
using Xunit;

namespace QualysCustomAttributes.Unit.Sandbox;

/// <summary>A sandbox and a plain client of its gateway.</summary>
internal sealed class GatewayClient : IAsyncDisposable
{
    public const string CountPath = "/rest/2.0/count/am/asset";
    public const string SearchPath = "/rest/2.0/search/am/asset";
    public const string GetPath = "/rest/2.0/get/am/asset";
    public const ulong FirstId = 1_500_000_001;

    private readonly HttpClient _http;

    private GatewayClient(SandboxServer server)
    {
        Server = server;
        _http = new HttpClient { BaseAddress = server.Address };
    }

    public SandboxServer Server { get; }

    public string Token { get; set; } = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A sandbox of ten assets, and a client that has a token.</summary>
    public static async Task<GatewayClient> StartAsync(SandboxOptions? options = null)
    {
        var client = new GatewayClient(await SandboxServer.StartAsync(options ?? Of(10), Cancellation));
        await client.SignInAsync();
        return client;
    }

    public static SandboxOptions Of(int assets) => new() { Inventory = new() { Assets = assets } };

    public Task<HttpResponseMessage> AuthAsync(string userName = "sandbox", string password = "sandbox", string token = "true")
    {
        var form = new Dictionary<string, string> { ["username"] = userName, ["password"] = password, ["token"] = token, ["permissions"] = "true" };
        return _http.PostAsync(new Uri("/auth", UriKind.Relative), new FormUrlEncodedContent(form), Cancellation);
    }

    public async Task SignInAsync()
    {
        using HttpResponseMessage answer = await AuthAsync();
        Token = await answer.TextAsync();
    }

    public Task<HttpResponseMessage> CountAsync(string query = "", string filter = "") => PostAsync($"{CountPath}?{query}", filter);

    public Task<HttpResponseMessage> SearchAsync(ulong after = 0, int pageSize = 300, string query = "", string filter = "") =>
        PostAsync(string.Create(CultureInfo.InvariantCulture, $"{SearchPath}?lastSeenAssetId={after}&pageSize={pageSize}&{query}"), filter);

    public async Task<JsonElement[]> AssetsAsync(string query = "", string filter = "")
    {
        using HttpResponseMessage answer = await SearchAsync(query: query, filter: filter);
        return Assets(await answer.JsonAsync());
    }

    public Task<HttpResponseMessage> GetAsync(string query) => SendAsync(new HttpRequestMessage(HttpMethod.Get, $"{GetPath}?{query}"));

    public static JsonElement[] Assets(JsonElement page) => [.. page.GetProperty("assetListData").GetProperty("asset").EnumerateArray()];

    public Task<HttpResponseMessage> PostAsync(string path, string body = "") => SendAsync(
        new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json")) });

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        if (Token.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        }

        return _http.SendAsync(request, Cancellation);
    }

    public Task<HttpResponseMessage> ControlAsync(HttpMethod method, string path, string body = "") =>
        _http.SendAsync(new HttpRequestMessage(method, path) { Content = new StringContent(body) }, Cancellation);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
    }
}
