using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Shared.Inventory;
using QualysCustomAttributes.Unit.Sending;
using QualysSandbox;
using QualysSandbox.Faults;
using Xunit;
using SandboxEndpoint = QualysSandbox.Faults.QualysEndpoint;

namespace QualysCustomAttributes.Unit.Answers;

/// <summary>A refusal is told with what may be behind it and with nothing else: a page on the way, a password, a role, a client's secret.</summary>
public sealed class What_a_refusal_says
{
    private const string Password = "user name or the password is wrong";
    private const string Role = "role lacks API access";
    private const string Secret = "client's id or secret is wrong";

    // Platforms give one for another, so all of them are told to whoever signs in with a password.
    private static readonly string[] Causes = ["another platform", "no API access", "licence terms", "has expired", "address is not allowed", "SSO only"];

    public static TheoryData<int, SandboxEndpoint> Pages =>
        new MatrixTheoryData<int, SandboxEndpoint>([401, 403], [SandboxEndpoint.Auth, SandboxEndpoint.Count, SandboxEndpoint.Search]);

    public static TheoryData<string, string> Exact => new()
    {
        { "EVALUATION_EXPIRED", "evaluation" },
        { "2001", "has expired" },
        { "2003", "registration" },
        { "2007", "address" },
        { "2011", "second factor" },
    };

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task To_an_update_in_a_web_page_is_that_a_page_came(int status)
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Page(status).Always());

        AssertTellsOfPage(status, await Assert.ThrowsAsync<QualysAuthenticationException>(() => scenario.SendAsync()));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Of_the_gateway_in_a_web_page_is_that_a_page_came(int status, SandboxEndpoint endpoint)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(5);
        scenario.Sandbox.Faults.Add(Page(status).On(endpoint).Always());

        AssertTellsOfPage(status, await Assert.ThrowsAsync<QualysAuthenticationException>(() => scenario.ExportAsync()));
    }

    [Theory]
    [InlineData(401, "")]
    [InlineData(200, "<SIMPLE_RETURN><RESPONSE><CODE>2010</CODE><TEXT>Bad Login/Password</TEXT></RESPONSE></SIMPLE_RETURN>")]
    [InlineData(200, """{"ServiceResponse":{"responseCode":"INVALID_CREDENTIALS"}}""")]
    public async Task Of_user_and_password_is_first_that_one_of_them_is_wrong(int status, string body)
    {
        string message = await RefusedUpdateAsync(status, body);

        Assert.Contains($"The usual causes: the {Password}", message, StringComparison.Ordinal);
        Assert.DoesNotContain(Role, message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "")]
    [InlineData(500, """{"status":"403","error":"Forbidden","message":"own words"}""")]
    public async Task With_403_is_what_the_account_may_not_do(int status, string body)
    {
        string message = await RefusedUpdateAsync(status, body);

        AssertFirst(Role, message);
        Assert.DoesNotContain(Password, message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Exact))]
    public async Task Whose_code_says_the_reason_is_that_first(string code, string fits)
    {
        string message = await RefusedUpdateAsync(
            200, $"<SIMPLE_RETURN><RESPONSE><CODE>{code}</CODE><TEXT>own words</TEXT></RESPONSE></SIMPLE_RETURN>");

        Assert.Contains("own words", message, StringComparison.Ordinal);
        AssertFirst(fits, message[(message.IndexOf("own words", StringComparison.Ordinal) + 9)..]);
        Assert.DoesNotContain(Password, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_locked_account_is_that_it_is_to_be_unlocked()
    {
        string message = await RefusedUpdateAsync(401, """{"status":401,"error":"Unauthorized","message":"The account is LOCKED"}""");

        AssertFirst("have it unlocked", message);
    }

    [Theory]
    [InlineData(QualysUpdateAuthentication.Bearer)]
    public async Task Of_a_client_at_the_sign_in_is_its_id_or_its_secret(QualysUpdateAuthentication authentication)
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(new SandboxOptions());

        QualysAuthenticationException refusal = await Assert.ThrowsAsync<QualysAuthenticationException>(
            () => scenario.SendAsAsync(QualysCredential.OfClient("sandbox", "wrong"), authentication));

        Assert.Contains(Secret, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("password", refusal.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("SSO", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, "boom", "boom")]
    [InlineData(400, """{"message":"DB down"}""", "DB down")]
    [InlineData(404, "nothing here", "nothing here")]
    [InlineData(503, "<p>half a page", "half a page")]
    [InlineData(401, "who are you", "who are you")]
    public async Task Or_an_error_of_something_else_is_shown_as_it_came(int status, string body, string shown)
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["1,Ann"]);
        scenario.Sandbox.Faults.Add(Fault.Status(status, $"{body} {UpdateScenario.Password} \u001b[31m{new string('x', 400)}", "text/plain").Always());

        Exception? thrown = await Record.ExceptionAsync(() => scenario.SendAsync(UpdateScenario.Quick with { MaxAttempts = 1 }));
        string told = thrown?.Message ?? Assert.Single(scenario.Results).Error!;

        Assert.Contains(shown, told, StringComparison.Ordinal);
        Assert.DoesNotContain(UpdateScenario.Password, told, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', told);
        Assert.DoesNotContain(new string('x', 300), told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html><title>Not Found</title></html>")]
    [InlineData("""{"status":404,"error":"Not Found","message":"No such path"}""")]
    public async Task With_404_is_that_the_host_may_be_another(string body)
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["1,Ann"]);
        scenario.Sandbox.Faults.Add(Fault.Status(404, body).Always());

        await scenario.SendAsync();

        Assert.Contains("API host of your platform", Assert.Single(scenario.Results).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_the_gateway_with_404_is_that_too()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(5);
        scenario.Sandbox.Faults.Add(Fault.Status(404, "no such thing").On(SandboxEndpoint.Count).Always());

        QualysConnectionException refusal = await Assert.ThrowsAsync<QualysConnectionException>(() => scenario.ExportAsync());

        Assert.Contains("no such thing", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("gateway of your platform", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<string> RefusedUpdateAsync(int status, string body)
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.Status(status, body, body.StartsWith('<') ? "text/xml" : "application/json").Always());
        return (await Assert.ThrowsAsync<QualysAuthenticationException>(() => scenario.SendAsync())).Message;
    }

    private static Fault Page(int status) =>
        Fault.Status(status, "<!DOCTYPE html><html><head><title>Company sign-in</title></head></html>", "text/html");

    private static void AssertTellsOfPage(int status, QualysAuthenticationException refusal)
    {
        Assert.StartsWith("A web page came instead of an answer of Qualys", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"HTTP {status}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("'Company sign-in'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("proxy or a gateway on the way may have answered", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("does not accept", refusal.Message, StringComparison.Ordinal);
        Assert.True(refusal.Message.IndexOf("If it was Qualys", StringComparison.Ordinal) > refusal.Message.IndexOf("proxy", StringComparison.Ordinal));
    }

    private static void AssertFirst(string fits, string message)
    {
        int others = message.IndexOf("Else, the usual causes", StringComparison.Ordinal);
        Assert.InRange(message.IndexOf(fits, StringComparison.Ordinal), 0, others);
        Each.Holds(Causes, cause => Assert.Contains(cause, message[others..], StringComparison.Ordinal));
    }
}
