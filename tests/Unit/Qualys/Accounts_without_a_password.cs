using System.Text;
using System.Text.Json;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Inventory;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Shared.Inventory;
using QualysCustomAttributes.Unit.Sandbox;
using QualysSandbox;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>A client signs in by its headers; a token that was made elsewhere is used as it is, and no other is asked for.</summary>
public sealed class Accounts_without_a_password
{
    private const string Id = "0a1b-client-id";
    private const string Secret = "cl1ent-s3cret";

    private static readonly QualysInventoryQuery All = new();

    public static TheoryData<string> OddTokens =>
    [
        "opaque", "a.b", "a.b.c", "..", "a.!.c", $"a.{Part("[1]")}.c", $"a.{Part("{")}.c", $"a.{Part("""{"exp":"1"}""")}.c", $"a.{Part("""{"exp":null}""")}.c",
        $"a.{Part("""{"exp":1e400,"e\ud800":1}""")}.c", $"a.{Part("""{"exp":99999999999999999999}""")}.c", $"a.{Part(new string('[', 200))}.c",
        "a.YQ===.c", "a.abcde.c", $"a.{Part("""{"exp":4102444800}""")}.c",
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(QualysClientKind.User, "/auth/oidc")]
    [InlineData(QualysClientKind.Subscription, "/auth/oauth")]
    public async Task A_client_signs_in_at_the_address_of_its_kind_by_headers_alone(QualysClientKind kind, string path)
    {
        await using InventoryScenario scenario = await StartAsync();

        await CountAsync(Connect(scenario, QualysCredential.OfClient(Id, $" {Secret}\n", kind)));

        RecordedRequest signIn = scenario.Sandbox.Requests[0];
        Assert.Equal((path, true, ""), (signIn.Path, signIn.Authenticated, signIn.Body));
        Assert.Equal((Id, "application/x-www-form-urlencoded"), (signIn.Headers["clientId"], signIn.Headers["Content-Type"]));
        Assert.Equal(2, scenario.Sandbox.Requests.Count);
    }

    [Fact]
    public async Task A_clients_token_is_renewed_once_it_is_no_longer_taken()
    {
        await using InventoryScenario scenario = await StartAsync();
        QualysConnection connection = Connect(scenario, QualysCredential.OfClient(Id, Secret));
        await CountAsync(connection);

        scenario.Sandbox.Tokens.ExpireAll();
        await CountAsync(connection);

        Assert.Equal(2, scenario.Sandbox.Tokens.Issued.Count);
    }

    [Theory]
    [InlineData(401, "")]
    [InlineData(200, """{"ServiceResponse":{"responseCode":"UNAUTHORIZED"}}""")]
    [InlineData(400, """{"ServiceResponse":{"responseCode":"unauthorized"}}""")]
    public async Task A_refused_token_is_renewed_once_and_a_given_one_never(int status, string body)
    {
        await using InventoryScenario scenario = await StartAsync();
        QualysConnection connection = Connect(scenario, QualysCredential.OfClient(Id, Secret));
        QualysConnection given = Connect(scenario, QualysCredential.OfToken(await TokenAsync(scenario)));
        Fault refusal = Fault.Status(status, body, body.Length > 0 ? "application/json" : "text/plain").On(QualysEndpoint.Count);

        scenario.Sandbox.Faults.Add(refusal);
        await CountAsync(connection);
        Assert.Equal(3, scenario.Sandbox.Tokens.Issued.Count);

        scenario.Sandbox.Faults.Add(refusal.Always());
        await Assert.ThrowsAsync<QualysAuthenticationException>(() => CountAsync(connection));
        Assert.Equal(4, scenario.Sandbox.Tokens.Issued.Count);

        int before = scenario.Sandbox.Requests.Count;
        QualysAuthenticationException told = await Assert.ThrowsAsync<QualysAuthenticationException>(() => CountAsync(given));
        Assert.Equal((before + 1, status), (scenario.Sandbox.Requests.Count, told.Status));
        Assert.Contains("cannot be renewed", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_client_is_not_tried_again_by_those_who_waited()
    {
        await using InventoryScenario scenario = await StartAsync(options => options with { AnswerLatency = TimeSpan.FromMilliseconds(300) });
        QualysConnection connection = Connect(scenario, QualysCredential.OfClient(Id, "wrong-s3cret"));

        QualysAuthenticationException[] refusals = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            _ => Assert.ThrowsAsync<QualysAuthenticationException>(() => CountAsync(connection))));

        Assert.Single(scenario.Sandbox.Requests);
        Assert.Equal(["AuthenticationFailed"], refusals.Select(refusal => refusal.ErrorId).Distinct());
        await Assert.ThrowsAsync<QualysAuthenticationException>(() => CountAsync(connection));
        Assert.Equal(2, scenario.Sandbox.Requests.Count);
    }

    [Fact]
    public async Task A_token_made_elsewhere_is_used_and_none_is_asked_for()
    {
        await using InventoryScenario scenario = await StartAsync();
        string token = await TokenAsync(scenario);

        await CountAsync(Connect(scenario, QualysCredential.OfToken($"{token}\n")));

        Assert.DoesNotContain(scenario.Sandbox.Requests.Skip(1), request => request.Path.StartsWith("/auth", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_made_elsewhere_that_is_refused_ends_at_once_and_says_that_a_new_one_is_to_be_made()
    {
        await using InventoryScenario scenario = await StartAsync();
        QualysConnection connection = Connect(scenario, QualysCredential.OfToken(await TokenAsync(scenario)));
        scenario.Sandbox.Tokens.ExpireAll();

        QualysAuthenticationException refusal = await Assert.ThrowsAsync<QualysAuthenticationException>(() => CountAsync(connection));

        Assert.Equal("AuthenticationFailed", refusal.ErrorId);
        Assert.Contains("may have expired", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("make a new one", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(2, scenario.Sandbox.Requests.Count);
    }

    [Fact]
    public async Task A_token_that_says_itself_that_it_has_expired_is_refused_before_anything_is_sent()
    {
        await using InventoryScenario scenario = await StartAsync();
        var clock = new ManualClock();
        string token = $"a.{Part(JsonSerializer.Serialize(new { exp = clock.GetUtcNow().ToUnixTimeSeconds() + 60 }))}.c";
        QualysClientOptions options = InventoryScenario.Quick with { TimeProvider = clock };
        QualysConnection connection = Connect(scenario, QualysCredential.OfToken(token), options);

        clock.Advance(TimeSpan.FromSeconds(60));
        var whenMade = Assert.Throws<QualysConfigurationException>(() => Connect(scenario, QualysCredential.OfToken(token), options));
        var whenUsed = await Assert.ThrowsAsync<QualysConfigurationException>(() => CountAsync(connection));

        Assert.Equal(("TokenExpired", "TokenExpired"), (whenMade.ErrorId, whenUsed.ErrorId));
        Assert.Contains(clock.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss", null), whenMade.Message, StringComparison.Ordinal);
        Assert.Empty(scenario.Sandbox.Requests);
    }

    [Theory]
    [MemberData(nameof(OddTokens))]
    public void A_token_that_says_no_such_thing_is_left_to_the_platform(string token) =>
        QualysConnection.To(null, "http://127.0.0.1:1", QualysCredential.OfToken(token.Replace("!", "", StringComparison.Ordinal)));

    [Theory]
    [InlineData("Bearer abc")]
    [InlineData("\"abc\"")]
    [InlineData("a\r\nX-Evil: 1")]
    [InlineData("tökén")]
    public void What_is_no_token_is_refused_without_being_repeated(string text)
    {
        var refusal = Assert.Throws<QualysConfigurationException>(() => QualysCredential.OfToken(text));

        Assert.Equal("CredentialInvalid", refusal.ErrorId);
        Assert.DoesNotContain(text, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id", "a\r\nX-Evil: 1", "CredentialInvalid")]
    [InlineData("i\nd", "secret", "CredentialInvalid")]
    [InlineData("id", "gehëim", "CredentialInvalid")]
    [InlineData("id", " ", "CredentialMissing")]
    [InlineData("", "secret", "CredentialMissing")]
    public void What_no_header_can_carry_is_no_client(string id, string secret, string errorId) =>
        Assert.Equal(errorId, Assert.Throws<QualysConfigurationException>(() => QualysCredential.OfClient(id, secret)).ErrorId);

    [Fact]
    public void What_is_empty_is_named()
    {
        Assert.Contains("the client's secret is empty", Refusal(() => QualysCredential.OfClient("id", " ")), StringComparison.Ordinal);
        Assert.Contains("the client's id is empty", Refusal(() => QualysCredential.OfClient("", "secret")), StringComparison.Ordinal);
        Assert.Contains("the access token is empty", Refusal(() => QualysCredential.OfToken(" ")), StringComparison.Ordinal);
        Assert.Contains("the password is empty", Refusal(() => new QualysCredential("name", "")), StringComparison.Ordinal);
        Assert.Contains("the user name is empty", Refusal(() => new QualysCredential("", "password")), StringComparison.Ordinal);

        static string Refusal(Func<object> make)
        {
            QualysConfigurationException refusal = Assert.Throws<QualysConfigurationException>(make);
            Assert.Equal("CredentialMissing", refusal.ErrorId);
            return refusal.Message;
        }
    }

    [Fact]
    public void A_client_of_the_subscription_is_said_again_by_whoever_goes_on()
    {
        var target = new UpdateTarget(QualysAddress.Parse("qualysapi.qg3.apps.qualys.com"), QualysUpdateAuthentication.Bearer);
        using QualysClient client = QualysClient.To(target, QualysCredential.OfClient("id", "secret", QualysClientKind.Subscription), new QualysClientOptions());
        using QualysClient usual = QualysClient.To(target, QualysCredential.OfClient("id", "secret"), new QualysClientOptions());

        Assert.Equal((QualysClientKind.Subscription, QualysClientKind.User), (client.Target.ClientKind, usual.Target.ClientKind));
    }

    [Fact]
    public void Accounts_say_nothing_and_are_taken_out_of_texts()
    {
        string token = $"eyJhbGciOiJSUzUxMiJ9.{Part("""{"sub":"x"}""")}.{new string('x', 90)}";
        QualysCredential client = QualysCredential.OfClient(Id, Secret);
        QualysCredential made = QualysCredential.OfToken(token);

        Assert.Equal(("Qualys credential", "Qualys credential"), (client.ToString(), made.ToString()));
        foreach (string form in (string[])[Secret, Uri.EscapeDataString(Secret), Base64(Secret), Base64($"{Id}:{Secret}"), Id, Base64(Id)])
        {
            Assert.Equal("a [redacted] b", client.Redact($"a {form} b"));
        }

        foreach (string form in (string[])[token, $"{token}=", Base64(token), string.Concat(token.Select(letter => $"\\u{(int)letter:x4}"))])
        {
            Assert.StartsWith("a [redacted]", made.Redact($"a {form} b"), StringComparison.Ordinal);
            Assert.DoesNotContain(form[..40], made.Redact($"a {form} b"), StringComparison.Ordinal);
        }

        Assert.Equal("see https://gateway/x", client.Redact($"see https://{Id}@gateway/x"));
    }

    [Fact]
    public async Task A_client_that_the_gateway_repeats_is_told_nobody()
    {
        await using InventoryScenario scenario = await StartAsync();
        scenario.Sandbox.Faults.Add(Fault.Echo(500).On(QualysEndpoint.Auth).Always());
        QualysConnection connection = Connect(scenario, QualysCredential.OfClient(Id, Secret));

        QualysConnectionException error = await Assert.ThrowsAsync<QualysConnectionException>(() => CountAsync(connection));

        Assert.Contains("[redacted]", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Id, error.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Part(string json) => Base64(json).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static Task<InventoryScenario> StartAsync(Func<SandboxOptions, SandboxOptions>? change = null) => InventoryScenario.StartAsync(
        5, options => (change?.Invoke(options) ?? options) with { ClientId = Id, ClientSecret = Secret });

    private static QualysConnection Connect(InventoryScenario scenario, QualysCredential credential, QualysClientOptions? options = null) =>
        QualysConnection.To(null, scenario.Sandbox.Address.ToString(), credential, options ?? InventoryScenario.Quick with { MaxAttempts = 2 });

    private static async Task<string> TokenAsync(InventoryScenario scenario)
    {
        using var client = new QualysInventoryClient(scenario.Connect());
        await client.SignInAsync(Stop);
        return Assert.Single(scenario.Sandbox.Tokens.Issued);
    }

    private static async Task CountAsync(QualysConnection connection)
    {
        using var client = new QualysInventoryClient(connection);
        Assert.Equal(5, await client.CountAsync(All, Stop));
    }
}
