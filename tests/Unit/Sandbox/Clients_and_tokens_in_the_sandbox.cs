using System.Net.Http.Headers;
using System.Text;
using QualysSandbox;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Sandbox;

/// <summary>Those who sign in without a password, and updates that come with a token.</summary>
public sealed class Clients_and_tokens_in_the_sandbox : IDisposable
{
    private const string Secret = "cl1ent & s3cret";

    private readonly HttpClient _http = new();

    public static TheoryData<string> Paths => ["/auth/oidc", "/auth/oauth"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_client_gets_a_token_by_its_headers_and_without_a_form(string path)
    {
        await using SandboxServer sandbox = await StartAsync();

        using HttpResponseMessage answer = await SignInAsync(sandbox, path, "the-client", Secret);

        Assert.Equal(201, (int)answer.StatusCode);
        Assert.Equal(Assert.Single(sandbox.Tokens.Issued), await answer.Content.ReadAsStringAsync(Stop));
    }

    [Theory]
    [InlineData("the-client", "wrong")]
    [InlineData("someone", Secret)]
    [InlineData("", "")]
    [InlineData("sandbox", "sandbox")]
    public async Task A_client_that_is_not_the_one_is_refused(string id, string secret)
    {
        await using SandboxServer sandbox = await StartAsync();

        using HttpResponseMessage answer = await SignInAsync(sandbox, "/auth/oidc", id, secret);

        Assert.Equal(401, (int)answer.StatusCode);
        Assert.Empty(sandbox.Tokens.Issued);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Neither_secret_nor_token_of_a_client_is_recorded(string path)
    {
        await using SandboxServer sandbox = await StartAsync();

        using HttpResponseMessage answer = await SignInAsync(sandbox, path, "the-client", Secret);
        using HttpResponseMessage update = await UpdateAsync(sandbox, new("Bearer", sandbox.Tokens.Issued[0]));
        string recorded = await _http.GetStringAsync(new Uri(sandbox.Address, "/sandbox/requests"), Stop);

        Assert.Contains(path, recorded, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", recorded, StringComparison.Ordinal);
        Assert.DoesNotContain(sandbox.Tokens.Issued[0], recorded, StringComparison.Ordinal);
        Assert.DoesNotContain(sandbox.Requests, request => request.Headers.ContainsKey("clientSecret"));
    }

    [Fact]
    public async Task An_echo_repeats_the_client_too()
    {
        await using SandboxServer sandbox = await StartAsync();
        sandbox.Faults.Add(Fault.Echo().On(QualysEndpoint.Auth));

        using HttpResponseMessage answer = await SignInAsync(sandbox, "/auth/oidc", "the-client", Secret);

        string body = await answer.Content.ReadAsStringAsync(Stop);
        Assert.Contains("the-client", body, StringComparison.Ordinal);
        Assert.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret)), body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 401)]
    [InlineData(true, 200)]
    public async Task An_update_is_let_in_by_a_token_only_where_the_sandbox_was_told_so(bool acceptsBearer, int status)
    {
        await using SandboxServer sandbox = await StartAsync(acceptsBearer);
        using HttpResponseMessage signedIn = await SignInAsync(sandbox, "/auth/oidc", "the-client", Secret);

        using HttpResponseMessage byToken = await UpdateAsync(sandbox, new("Bearer", sandbox.Tokens.Issued[0]));
        using HttpResponseMessage byNoToken = await UpdateAsync(sandbox, new("Bearer", "no.such.token"));
        using HttpResponseMessage byPassword = await UpdateAsync(sandbox, SandboxClient.Basic("sandbox", "sandbox"));

        Assert.Equal((status, 401, 200), ((int)byToken.StatusCode, (int)byNoToken.StatusCode, (int)byPassword.StatusCode));
    }

    private static Task<SandboxServer> StartAsync(bool acceptsBearer = false) => SandboxServer.StartAsync(
        new SandboxOptions { ClientId = "the-client", ClientSecret = Secret, AcceptsBearer = acceptsBearer }, Stop);

    private async Task<HttpResponseMessage> SignInAsync(SandboxServer sandbox, string path, string id, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(sandbox.Address, path));
        request.Headers.Add("clientId", id);
        request.Headers.Add("clientSecret", secret);
        return await _http.SendAsync(request, Stop);
    }

    private async Task<HttpResponseMessage> UpdateAsync(SandboxServer sandbox, AuthenticationHeaderValue authorization)
    {
        const string body = """
            {"ServiceRequest":{"filters":{"Criteria":[{"field":"id","operator":"IN","value":"1"}]},
            "data":{"Asset":{"customAttributes":{"add":{"CustomAttribute":[{"key":"K","value":"V"}]}}}}}}
            """;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(sandbox.Address, SandboxClient.UpdatePath))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = authorization;
        request.Headers.Add("X-Requested-With", "a test");
        return await _http.SendAsync(request, Stop);
    }
}
