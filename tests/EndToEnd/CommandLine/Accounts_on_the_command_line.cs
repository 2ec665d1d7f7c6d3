using System.Text;
using QualysSandbox;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>User and password, a client or a token: the environment names one account, and what it may do is said before anything is sent.</summary>
public sealed class Accounts_on_the_command_line : IDisposable
{
    private readonly RunFolder _folder = new();

    public static TheoryData<string, string> Ambiguous => new()
    {
        { "q_username q_password q_client_id q_client_secret", "q_username, q_password, q_client_id, q_client_secret" },
        { "q_client_id q_access_token", "q_client_id, q_access_token" },
        { "q_username q_access_token", "q_username, q_access_token" },
    };

    private static string[] Quickly => ["--max-attempts", "2", "--retry-min-seconds", "0", "--retry-max-seconds", "0"];

    [Theory]
    [InlineData(null, "/auth/oidc")]
    [InlineData("user", "/auth/oidc")]
    [InlineData("Subscription", "/auth/oauth")]
    public async Task A_client_reads_the_inventory(string? kind, string path)
    {
        await using SandboxServer sandbox = await RunFolder.StartSandboxAsync();

        ConnectorRun run = await CountAsync(sandbox, RunFolder.Client, kind is null ? [] : ["--client-kind", kind]);

        run.RequireSuccess();
        Assert.Equal(path, sandbox.Requests[0].Path);
    }

    [Fact]
    public async Task A_token_made_elsewhere_reads_the_inventory_until_it_is_refused()
    {
        await using SandboxServer sandbox = await RunFolder.StartSandboxAsync();
        Dictionary<string, string> token = await RunFolder.MakeTokenAsync(sandbox);

        (await CountAsync(sandbox, token)).RequireSuccess();
        sandbox.Tokens.ExpireAll();
        string error = (await CountAsync(sandbox, token)).RequireOneError(6);

        Assert.Contains("may have expired", error, StringComparison.Ordinal);
        Assert.Single(sandbox.Requests, request => request.Path.StartsWith("/auth", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_that_has_expired_is_refused_before_anything_is_sent()
    {
        await using SandboxServer sandbox = await RunFolder.StartSandboxAsync();
        string claims = Convert.ToBase64String(Encoding.UTF8.GetBytes("""{"exp":1700000000}""")).TrimEnd('=');
        Dictionary<string, string> token = new() { ["q_access_token"] = $"eyJhbGciOiJub25lIn0.{claims}.x" };

        string counting = (await CountAsync(sandbox, token)).RequireOneError(1);
        string sending = (await SendAsync(sandbox, token, "--update-authentication", "bearer")).RequireOneError(1);

        Assert.Contains("has expired at 2023-11-14 22:13:20 UTC", counting, StringComparison.Ordinal);
        Assert.Contains("has expired at 2023-11-14 22:13:20 UTC", sending, StringComparison.Ordinal);
        Assert.Empty(sandbox.Requests);
        Assert.Empty(_folder.Databases);
    }

    [Theory]
    [MemberData(nameof(Ambiguous))]
    public async Task Two_accounts_are_named_by_their_variables_and_none_is_used(string variables, string named)
    {
        await using SandboxServer sandbox = await RunFolder.StartSandboxAsync();
        Dictionary<string, string> environment = variables.Split(' ').ToDictionary(name => name, _ => "s3cret-of-it");

        ConnectorRun[] runs =
        [
            await CountAsync(sandbox, environment),
            await SendAsync(sandbox, environment),
            await SendAsync(sandbox, environment, "--dry-run"),
        ];
        foreach (ConnectorRun run in runs)
        {
            string error = run.RequireOneError(1);
            Assert.Contains($"More than one account for Qualys is given: {named}.", error, StringComparison.Ordinal);
            Assert.DoesNotContain("s3cret", error, StringComparison.Ordinal);
        }

        Assert.Empty(sandbox.Requests);
    }

    [Theory]
    [InlineData("q_client_id", "set q_client_secret in the environment")]
    [InlineData("q_client_secret", "set q_client_id in the environment")]
    [InlineData("q_username", "set q_password in the environment")]
    public async Task What_is_missing_of_an_account_is_named(string given, string message)
    {
        await using SandboxServer sandbox = await RunFolder.StartSandboxAsync();

        string error = (await CountAsync(sandbox, new() { [given] = "x" })).RequireOneError(1);

        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("q_username", RunFolder.UserName, RunFolder.Password + "\n")]
    [InlineData("q_username", RunFolder.UserName, RunFolder.Password)]
    [InlineData("q_client_id", RunFolder.ClientId, RunFolder.ClientSecret + "\r\n")]
    public async Task A_file_holds_the_password_or_the_clients_secret(string name, string value, string content)
    {
        await using SandboxServer sandbox = await RunFolder.StartSandboxAsync();

        (await CountAsync(sandbox, new() { [name] = value }, "--password-file", _folder.Write("secret", content))).RequireSuccess();
    }

    [Fact]
    public async Task A_file_with_the_password_is_named_again_by_the_command_that_goes_on()
    {
        await using SandboxServer sandbox = await RunFolder.StartSandboxAsync();
        string file = _folder.Write("a secret", "another");

        ConnectorRun run = await SendAsync(sandbox, new() { ["q_username"] = RunFolder.UserName }, "--password-file", file);

        Assert.Contains($" --password-file \"{file}\"", run.RequireOneError(6), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "which is to hold a secret, is empty")]
    [InlineData("\n", "which is to hold a secret, is empty")]
    [InlineData(null, "cannot be read: it does not exist")]
    public async Task A_file_without_a_password_is_told(string? content, string message)
    {
        await using SandboxServer sandbox = await RunFolder.StartSandboxAsync();
        string file = content is null ? _folder.PathOf("none") : _folder.Write("secret", content);

        Assert.Contains(message, (await CountAsync(sandbox, new() { ["q_username"] = "x" }, "--password-file", file)).RequireOneError(1), StringComparison.Ordinal);
        Assert.Empty(sandbox.Requests);
    }

    [Theory]
    [InlineData(null, "set q_username in the environment")]
    [InlineData("q_access_token", "More than one account for Qualys is given")]
    public async Task A_file_with_a_password_belongs_to_somebody(string? variable, string message)
    {
        await using SandboxServer sandbox = await RunFolder.StartSandboxAsync();
        Dictionary<string, string> environment = variable is null ? [] : new() { [variable] = "x" };

        string error = (await CountAsync(sandbox, environment, "--password-file", _folder.Write("secret", "s3cret"))).RequireOneError(1);

        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_folder_of_credentials_that_systemd_gives_stands_for_variables()
    {
        await using SandboxServer sandbox = await RunFolder.StartSandboxAsync();
        Directory.CreateDirectory(_folder.PathOf("credentials"));
        _folder.Write("credentials/q_username", RunFolder.UserName + "\n");
        _folder.Write("credentials/q_password", RunFolder.Password + "\n");
        string folder = _folder.PathOf("credentials");

        (await CountAsync(sandbox, new() { ["CREDENTIALS_DIRECTORY"] = folder })).RequireSuccess();

        // The environment counts before it.
        Assert.Equal(6, (await CountAsync(sandbox, new() { ["CREDENTIALS_DIRECTORY"] = folder, ["q_password"] = "another" })).ExitCode);
    }

    [Theory]
    [InlineData("the access token holds what no token can", "q_access_token", "Bearer x")]
    [InlineData("the client's secret holds a line break", "q_client_secret", "a\nb")]
    public async Task What_cannot_go_into_a_header_is_refused_and_not_repeated(string message, string variable, string value)
    {
        await using SandboxServer sandbox = await RunFolder.StartSandboxAsync();
        Dictionary<string, string> environment = new() { [variable] = value };
        if (variable == "q_client_secret")
        {
            environment["q_client_id"] = "id";
        }

        string error = (await CountAsync(sandbox, environment)).RequireOneError(1);

        Assert.Contains(message, error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(value, error, StringComparison.Ordinal);
        Assert.Empty(sandbox.Requests);
    }

    [Theory]
    [InlineData("--client-kind goes with q_client_id", "--client-kind", "user")]
    [InlineData("must be user or subscription, not 'x'", "--client-kind", "x")]
    public async Task A_kind_of_client_needs_a_client(string message, params string[] options)
    {
        await using SandboxServer sandbox = await RunFolder.StartSandboxAsync();

        Assert.Contains(message, (await CountAsync(sandbox, RunFolder.Credentials, options)).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains(message, (await SendAsync(sandbox, RunFolder.Credentials, options)).RequireOneError(1), StringComparison.Ordinal);
        Assert.Empty(sandbox.Requests);
    }

    [Theory]
    [InlineData("client")]
    [InlineData("token")]
    public async Task Without_a_password_updates_are_refused_unless_bearer_was_asked_for(string account)
    {
        await using SandboxServer sandbox = await RunFolder.StartSandboxAsync(new SandboxOptions { AcceptsBearer = true });
        Dictionary<string, string> environment = account == "client" ? RunFolder.Client : await RunFolder.MakeTokenAsync(sandbox);
        int before = sandbox.Requests.Count;

        string error = (await SendAsync(sandbox, environment)).RequireOneError(1);

        Assert.Contains("nobody outside Qualys has said publicly", error, StringComparison.Ordinal);
        Assert.Contains("--update-authentication bearer", error, StringComparison.Ordinal);
        Assert.Equal(before, sandbox.Requests.Count);
        Assert.Equal(["export.csv"], _folder.Names);

        ConnectorRun sent = await SendAsync(sandbox, environment, "--update-authentication", "Bearer");
        sent.RequireSuccess();
        Assert.Equal("3 of 6 assets: 3 succeeded", sent.Summary("batches"));
        Assert.Contains("update-authentication=bearer", File.ReadAllText(_folder.Logs[0]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task User_and_password_get_a_token_too_and_it_is_renewed_once()
    {
        await using SandboxServer sandbox = await RunFolder.StartSandboxAsync(new SandboxOptions { AcceptsBearer = true, TokenUses = 2 });

        ConnectorRun run = await SendAsync(sandbox, RunFolder.Credentials, "--update-authentication", "bearer", "--throttle-limit", "1");

        run.RequireSuccess();
        Assert.Equal(["/auth", "/auth"], sandbox.Requests.Select(request => request.Path).Where(path => path.Contains("auth", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("tokenExpired", "update")]
    [InlineData("unauthorizedUnderOk", "update")]
    [InlineData("tokenExpired", "count")]
    [InlineData("unauthorizedUnderOk", "count")]
    public async Task A_token_that_is_refused_is_renewed_once_and_one_that_was_given_never(string refusal, string called)
    {
        await using SandboxServer sandbox = await RunFolder.StartSandboxAsync(new SandboxOptions { AcceptsBearer = true });
        Fault fault = (refusal == "tokenExpired" ? Fault.TokenExpired() : Fault.ReportedAnswer(refusal))
            .On(called == "count" ? QualysEndpoint.Count : QualysEndpoint.Update);
        Dictionary<string, string> token = await RunFolder.MakeTokenAsync(sandbox);

        sandbox.Faults.Add(fault);
        string error = (await CallAsync(token)).RequireOneError(6);
        Assert.Contains("cannot be renewed here: make a new one", error, StringComparison.Ordinal);
        Assert.Equal(2, sandbox.Requests.Count);

        sandbox.Faults.Add(fault);
        (await CallAsync(RunFolder.Client)).RequireSuccess();
        Assert.Equal(3, sandbox.Tokens.Issued.Count);

        Task<ConnectorRun> CallAsync(Dictionary<string, string> account) => called == "count"
            ? CountAsync(sandbox, account)
            : SendAsync(sandbox, account, "--update-authentication", "bearer", "--throttle-limit", "1", "--database", $"{Guid.NewGuid()}.db");
    }

    [Fact]
    public async Task A_client_that_is_refused_ends_the_run_at_once_and_the_rest_can_be_sent()
    {
        await using SandboxServer sandbox = await RunFolder.StartSandboxAsync(new SandboxOptions { AcceptsBearer = true });
        Dictionary<string, string> wrong = new(RunFolder.Client) { ["q_client_secret"] = "wr0ng-secret" };

        ConnectorRun run = await SendAsync(sandbox, wrong, "--update-authentication", "bearer");
        ConnectorRun count = await CountAsync(sandbox, wrong);

        foreach (string error in (string[])[run.RequireOneError(6), count.RequireOneError(6)])
        {
            Assert.Contains("does not accept the credentials", error, StringComparison.Ordinal);
            Assert.DoesNotContain("wr0ng", error, StringComparison.Ordinal);
        }

        Assert.Equal(["/auth/oidc", "/auth/oidc"], sandbox.Requests.Select(request => request.Path));
        ConnectorRun rest = await _folder.RunAsync(
            RunFolder.Client,
            ["--resume", _folder.Databases[0], "--api-fqdn", RunFolder.AddressOf(sandbox), "--update-authentication", "bearer", .. Quickly]);
        rest.RequireSuccess();
    }

    [Fact]
    public async Task The_command_that_goes_on_says_all_of_it_again()
    {
        await using SandboxServer sandbox = await RunFolder.StartSandboxAsync(new SandboxOptions { AcceptsBearer = true });
        sandbox.Faults.Add(Fault.Forbidden());
        string address = RunFolder.AddressOf(sandbox);

        ConnectorRun run = await SendAsync(
            sandbox, RunFolder.Client, "--update-authentication", "bearer", "--gateway-fqdn", address, "--client-kind", "subscription",
            "--throttle-limit", "1");

        run.RequireOneError(6);
        string line = Assert.Single(run.OutputLines, line => line.StartsWith("to go on: ", StringComparison.Ordinal));
        Assert.EndsWith($" resume \"{_folder.Databases[0]}\" --client-kind subscription", line, StringComparison.Ordinal);
        Assert.EndsWith(line[line.IndexOf("qualys-attributes resume", StringComparison.Ordinal)..], run.ErrorLines[0], StringComparison.Ordinal);
        (await _folder.RunAsync(RunFolder.Client, ["resume", _folder.Databases[0], "--client-kind", "subscription", .. Quickly])).RequireSuccess();
    }

    [Fact]
    public async Task The_gateway_is_for_bearer_alone()
    {
        await using SandboxServer sandbox = await RunFolder.StartSandboxAsync();
        Dictionary<string, string> environment = new(RunFolder.Credentials) { ["q_gateway_fqdn"] = "http://no good/" };

        string error = (await SendAsync(sandbox, RunFolder.Credentials, "--gateway-fqdn", RunFolder.AddressOf(sandbox))).RequireOneError(1);
        ConnectorRun basic = await SendAsync(sandbox, environment);
        string bearer = (await SendAsync(sandbox, environment, "--update-authentication", "bearer")).RequireOneError(1);

        Assert.Contains("goes with --update-authentication bearer alone", error, StringComparison.Ordinal);
        basic.RequireSuccess();
        Assert.Contains("q_gateway_fqdn", bearer, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<ConnectorRun> CountAsync(SandboxServer sandbox, Dictionary<string, string> environment, params string[] more) => _folder.RunAsync(
        environment, ["inventory", "--count-only", "--since", "all", "--api-fqdn", RunFolder.AddressOf(sandbox), .. Quickly, .. more]);

    private Task<ConnectorRun> SendAsync(SandboxServer sandbox, Dictionary<string, string> environment, params string[] more) => _folder.RunAsync(
        environment, ["-c", _folder.WriteExport(assets: 6, groups: 3), "--api-fqdn", RunFolder.AddressOf(sandbox), .. Quickly, .. more]);
}
