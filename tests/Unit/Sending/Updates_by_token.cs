using System.Diagnostics;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysSandbox;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>Updates go out with user and password, or with a token where that was asked for.</summary>
public sealed class Updates_by_token
{
    private static readonly QualysCredential Client = QualysCredential.OfClient("sandbox", "sandbox");
    private static readonly QualysCredential User = new("sandbox", UpdateScenario.Password);
    private static readonly QualysClientOptions OneByOne = UpdateScenario.Quick with { ThrottleLimit = 1 };

    public static TheoryData<string, string> Accounts => new() { { "user", "/auth" }, { "client", "/auth/oidc" }, { "subscription", "/auth/oauth" } };

    public static TheoryData<int, string> RefusedTokens => new()
    {
        { 401, "" },
        { 200, """{"ServiceResponse":{"responseCode":"UNAUTHORIZED","responseErrorDetails":{"errorMessage":"own words"}}}""" },
        { 400, """{"ServiceResponse":{"responseCode":"Unauthorized"}}""" },
        { 400, "<ServiceResponse><responseCode>UNAUTHORIZED</responseCode></ServiceResponse>" },
        { 200, """{"status":401,"error":"Unauthorized","message":"JWT expired"}""" },
    };

    [Theory]
    [MemberData(nameof(Accounts))]
    public async Task One_token_serves_all_of_them(string account, string path)
    {
        await using UpdateScenario scenario = await StartAsync();

        await scenario.SendAsAsync(AccountOf(account), QualysUpdateAuthentication.Bearer);

        Assert.True(scenario.IsFinalStateAsWanted());
        Assert.Equal([path], SignIns(scenario).Select(request => request.Path));
        Assert.Equal(3, Updates(scenario).Length);
        Assert.Contains(scenario.EventsOf<CallEnded>(), ended => ended.Call.What == "sign in");
    }

    [Fact]
    public async Task A_token_made_elsewhere_goes_out_as_it_is()
    {
        await using UpdateScenario scenario = await StartAsync();
        await scenario.SendAsAsync(Client, QualysUpdateAuthentication.Bearer);
        string token = Assert.Single(scenario.Sandbox.Tokens.Issued);
        await using UpdateScenario other = await StartAsync(rows: ["7,Dan"]);

        await scenario.SendAsAsync(QualysCredential.OfToken(token), QualysUpdateAuthentication.Bearer);
        QualysAuthenticationException refusal = await Assert.ThrowsAsync<QualysAuthenticationException>(
            () => other.SendAsAsync(QualysCredential.OfToken(token), QualysUpdateAuthentication.Bearer));

        Assert.Single(SignIns(scenario));
        Assert.Contains("make a new one", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(other.DatabasePath, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["/qps/rest/2.0/update/am/asset"], other.Sandbox.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task A_token_that_is_no_longer_taken_is_replaced_once_a_batch()
    {
        await using UpdateScenario scenario = await StartAsync(options => options with { TokenUses = 1 });

        await scenario.SendAsAsync(Client, QualysUpdateAuthentication.Bearer, OneByOne);

        Assert.True(scenario.IsFinalStateAsWanted());
        Assert.Equal([200, 401, 200, 401, 200], Updates(scenario).Select(request => request.AnswerStatus ?? 0));
        Assert.Equal(3, SignIns(scenario).Length);
        Assert.Equal(["200", "401", "200", "401", "200"], scenario.Query("SELECT http_status FROM api_calls ORDER BY call_id"));
    }

    [Theory]
    [MemberData(nameof(RefusedTokens))]
    public async Task A_token_that_is_refused_in_whatever_words_is_replaced_and_the_run_goes_on(int status, string body)
    {
        await using UpdateScenario scenario = await StartAsync();
        scenario.Sandbox.Faults.Add(Fault.Pass().On(QualysEndpoint.Update), Refusal(status, body));

        await scenario.SendAsAsync(Client, QualysUpdateAuthentication.Bearer, OneByOne);

        Assert.True(scenario.IsFinalStateAsWanted());
        Assert.Equal((2, 4), (SignIns(scenario).Length, Updates(scenario).Length));
        Assert.Equal(["Succeeded|3"], scenario.Query("SELECT outcome, count(*) FROM batch_execution GROUP BY 1"));
    }

    [Theory]
    [MemberData(nameof(RefusedTokens))]
    public async Task A_new_token_that_is_refused_too_ends_the_run(int status, string body)
    {
        await using UpdateScenario scenario = await StartAsync();
        scenario.Sandbox.Faults.Add(Refusal(status, body).Repeated(10));

        QualysAuthenticationException refusal = await Assert.ThrowsAsync<QualysAuthenticationException>(
            () => scenario.SendAsAsync(Client, QualysUpdateAuthentication.Bearer, OneByOne));

        Assert.Equal(status, refusal.Status);
        Assert.Equal((2, 2), (SignIns(scenario).Length, Updates(scenario).Length));
        Assert.DoesNotContain("made elsewhere", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["NotSent|3"], scenario.Query("SELECT outcome, count(*) FROM batch_execution GROUP BY 1"));
    }

    [Theory]
    [MemberData(nameof(RefusedTokens))]
    public async Task A_refused_token_that_was_made_elsewhere_ends_the_run_at_once_and_says_that_it_cannot_be_renewed(int status, string body)
    {
        await using UpdateScenario scenario = await StartAsync();
        scenario.Sandbox.Faults.Add(Refusal(status, body).Always());

        QualysAuthenticationException refusal = await Assert.ThrowsAsync<QualysAuthenticationException>(
            () => scenario.SendAsAsync(QualysCredential.OfToken("some.opaque~token"), QualysUpdateAuthentication.Bearer, OneByOne));

        Assert.Single(scenario.Sandbox.Requests);
        Assert.Contains("may have expired", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("cannot be renewed", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(scenario.DatabasePath, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "")]
    [InlineData(403, """{"ServiceResponse":{"responseCode":"UNAUTHORIZED"}}""")]
    [InlineData(400, """{"ServiceResponse":{"responseCode":"INVALID_CREDENTIALS"}}""")]
    [InlineData(200, """{"ServiceResponse":{"responseCode":"EVALUATION_EXPIRED"}}""")]
    public async Task What_no_other_token_would_help_ends_the_run_without_asking_for_one(int status, string body)
    {
        await using UpdateScenario scenario = await StartAsync();
        scenario.Sandbox.Faults.Add(Refusal(status, body).Always());

        QualysAuthenticationException refusal = await Assert.ThrowsAsync<QualysAuthenticationException>(
            () => scenario.SendAsAsync(Client, QualysUpdateAuthentication.Bearer, OneByOne));

        Assert.Equal(status, refusal.Status);
        Assert.Equal((1, 1), (SignIns(scenario).Length, Updates(scenario).Length));
    }

    [Fact]
    public async Task A_token_that_expires_while_batches_go_out_side_by_side_is_replaced_once_for_all()
    {
        string[] rows = [.. Enumerable.Range(1, 30).Select(id => $"{id},Owner {id}")];
        await using UpdateScenario scenario = await StartAsync(rows: rows);
        scenario.Sandbox.Faults.Add(Fault.Pass().On(QualysEndpoint.Update), Fault.TokenExpired().On(QualysEndpoint.Update));

        await scenario.SendAsAsync(Client, QualysUpdateAuthentication.Bearer);

        Assert.True(scenario.IsFinalStateAsWanted());
        Assert.Equal(2, SignIns(scenario).Length);
    }

    [Fact]
    public async Task A_limit_in_a_run_by_token_names_where_the_rest_goes()
    {
        await using UpdateScenario scenario = await StartAsync();
        scenario.Sandbox.Faults.Add(Fault.RateLimited().ToWait(TimeSpan.FromDays(2)).Always());

        QualysParkedException parked = await Assert.ThrowsAsync<QualysParkedException>(
            () => scenario.SendAsAsync(Client, QualysUpdateAuthentication.Bearer, OneByOne));

        Assert.Equal(QualysUpdateAuthentication.Bearer, parked.Updates?.Authentication);
        Assert.Equal(scenario.Sandbox.Address.GetLeftPart(UriPartial.Authority), parked.Updates?.Api.ToString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Where_updates_take_no_token_the_run_ends_after_the_second_and_stays_to_be_sent(int throttleLimit)
    {
        await using UpdateScenario scenario = await StartAsync(options => options with { AcceptsBearer = false });

        QualysAuthenticationException refusal = await Assert.ThrowsAsync<QualysAuthenticationException>(
            () => scenario.SendAsAsync(Client, QualysUpdateAuthentication.Bearer, UpdateScenario.Quick with { ThrottleLimit = throttleLimit }));

        Assert.Equal((401, "AuthenticationFailed"), (refusal.Status, refusal.ErrorId));
        Assert.Equal(QualysUpdateAuthentication.Bearer, refusal.Updates?.Authentication);
        Assert.InRange(Updates(scenario).Length, 2, 2 * throttleLimit);
        Assert.Empty(scenario.AssetsAsWanted());
        await scenario.SendAsync();
        Assert.True(scenario.IsFinalStateAsWanted());
    }

    [Fact]
    public async Task A_client_that_the_gateway_refuses_ends_the_run_before_any_update()
    {
        await using UpdateScenario scenario = await StartAsync();

        QualysAuthenticationException refusal = await Assert.ThrowsAsync<QualysAuthenticationException>(() => scenario.SendAsAsync(
            QualysCredential.OfClient("sandbox", "wrong"), QualysUpdateAuthentication.Bearer, UpdateScenario.Quick with { ThrottleLimit = 3 }));

        Assert.Equal(scenario.Sandbox.Address.GetLeftPart(UriPartial.Authority), refusal.Updates?.Api.ToString());
        Assert.Single(scenario.Sandbox.Requests);
        Assert.Equal(["0"], scenario.Query("SELECT count(*) FROM api_calls"));
        await scenario.SendAsAsync(Client, QualysUpdateAuthentication.Bearer);
        Assert.True(scenario.IsFinalStateAsWanted());
    }

    [Fact]
    public async Task A_gateway_that_gives_no_token_ends_the_run_and_says_what_for()
    {
        await using UpdateScenario scenario = await StartAsync();
        scenario.Sandbox.Faults.Add(Fault.ProxyPage().On(QualysEndpoint.Auth).Always());

        QualysConnectionException error = await Assert.ThrowsAsync<QualysConnectionException>(
            () => scenario.SendAsAsync(Client, QualysUpdateAuthentication.Bearer, OneByOne with { MaxAttempts = 2 }));

        Assert.Equal("NoUsableAnswer", error.ErrorId);
        Assert.Contains("no token for the updates", error.Message, StringComparison.Ordinal);
        Assert.Empty(Updates(scenario));
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_the_sign_in()
    {
        await using UpdateScenario scenario = await StartAsync();
        scenario.Sandbox.Faults.Add(Fault.LateAnswer(TimeSpan.FromMinutes(5)).On(QualysEndpoint.Auth).Always());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(TimeSpan.FromSeconds(1));
        var watch = Stopwatch.StartNew();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => scenario.SendAsAsync(Client, QualysUpdateAuthentication.Bearer, stop: stop.Token));

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.Empty(Updates(scenario));
    }

    [Theory]
    [InlineData("client", "a client's id and secret")]
    [InlineData("token", "an access token")]
    public void Who_has_no_password_must_ask_for_it_and_is_told_that_nobody_knows_whether_it_works(string account, string named)
    {
        var refusal = Assert.Throws<QualysConfigurationException>(() => QualysClient.To(
            new UpdateTarget(QualysAddress.Parse("http://127.0.0.1:9"), QualysUpdateAuthentication.Basic), AccountOf(account), UpdateScenario.Quick));
        var ofConnection = Assert.Throws<QualysConfigurationException>(() => QualysClient.Of(
            QualysConnection.To("http://127.0.0.1:9", null, AccountOf(account), UpdateScenario.Quick)));

        Assert.Equal(("UpdateAuthenticationMissing", "UpdateAuthenticationMissing"), (refusal.ErrorId, ofConnection.ErrorId));
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("nobody outside Qualys has said publicly", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("/qps/", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_gateway_is_needed_only_by_those_who_ask_for_a_token()
    {
        QualysAddress odd = QualysAddress.Parse("updates.example.org");

        QualysClient.To(new UpdateTarget(odd, QualysUpdateAuthentication.Basic), User, UpdateScenario.Quick).Dispose();
        QualysClient.To(new UpdateTarget(odd, QualysUpdateAuthentication.Bearer), QualysCredential.OfToken("t"), UpdateScenario.Quick).Dispose();
        QualysClient.To(new UpdateTarget(odd, QualysUpdateAuthentication.Bearer, odd), Client, UpdateScenario.Quick).Dispose();
        var refusal = Assert.Throws<QualysConfigurationException>(
            () => QualysClient.To(new UpdateTarget(odd, QualysUpdateAuthentication.Bearer), Client, UpdateScenario.Quick));

        Assert.Equal("GatewayUnknown", refusal.ErrorId);
    }

    [Fact]
    public async Task Updates_and_inventory_of_a_connection_share_its_token()
    {
        await using UpdateScenario scenario = await StartAsync();
        QualysConnection connection = QualysConnection.To(
            scenario.Sandbox.Address.ToString(), null, Client, UpdateScenario.Quick, QualysUpdateAuthentication.Bearer);
        using (var inventory = new QualysCustomAttributes.Qualys.Inventory.QualysInventoryClient(connection))
        {
            await inventory.SignInAsync(TestContext.Current.CancellationToken);
        }

        await scenario.SendOverAsync(connection.With(OneByOne));

        Assert.True(scenario.IsFinalStateAsWanted());
        Assert.Single(SignIns(scenario));
    }

    private static Fault Refusal(int status, string body) =>
        Fault.Status(status, body, body.StartsWith('<') ? "text/xml" : body.Length > 0 ? "application/json" : "text/plain");

    private static QualysCredential AccountOf(string account) => account switch
    {
        "user" => User,
        "client" => Client,
        "subscription" => QualysCredential.OfClient("sandbox", "sandbox", QualysClientKind.Subscription),
        _ => QualysCredential.OfToken("some.opaque~token"),
    };

    private static Task<UpdateScenario> StartAsync(Func<SandboxOptions, SandboxOptions>? change = null, string[]? rows = null)
    {
        var options = new SandboxOptions { AcceptsBearer = true };
        return UpdateScenario.StartAsync(change?.Invoke(options) ?? options, rows);
    }

    private static RecordedRequest[] SignIns(UpdateScenario scenario) =>
        [.. scenario.Sandbox.Requests.Where(request => request.Path.StartsWith("/auth", StringComparison.Ordinal))];

    private static RecordedRequest[] Updates(UpdateScenario scenario) =>
        [.. scenario.Sandbox.Requests.Where(request => request.Path.StartsWith("/qps", StringComparison.Ordinal))];
}
