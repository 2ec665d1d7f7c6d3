using QualysCustomAttributes.EndToEnd.PowerShell;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Shared.Network;
using QualysSandbox;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>
/// The proxy that the environment names carries calls to a host, never those to this machine; its account shows nowhere, and
/// what goes wrong at it is laid to it.
/// </summary>
public sealed class Proxies_of_the_environment : IDisposable
{
    private const string Host = "qualysapi.example.test";
    private const string ProxyPassword = "prx-S3cr3t/@:x";
    private const string UserInfo = "proxy-user:prx-S3cr3t%2F%40%3Ax";

    private static readonly string[] Quickly = ["--max-attempts", "2", "--retry-min-seconds", "0", "--retry-max-seconds", "0"];

    private readonly RunFolder _folder = new();
    private readonly TestCertificates _certificates = new();

    public void Dispose()
    {
        _folder.Dispose();
        _certificates.Dispose();
    }

    [Theory]
    [InlineData("HTTPS_PROXY")]
    [InlineData("https_proxy")]
    [InlineData("ALL_PROXY")]
    [InlineData("all_proxy")]
    public async Task A_call_to_a_host_goes_through_the_proxy_with_its_account(string variable)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "trust in a certificate of the test is given by SSL_CERT_FILE");
        await using Scene scene = await SceneAsync();

        ConnectorRun run = await SendAsync(scene, new() { [variable] = $"http://{UserInfo}@{scene.Proxy.Address}" });

        run.RequireSuccess();
        Assert.Single(scene.Sandbox.Requests);
        Each.Holds(scene.Proxy.Lines, line => Assert.Equal($"CONNECT {Host}:443 HTTP/1.1", line));
        RequireNoProxySecret(run);
    }

    [Fact]
    public async Task An_inventory_goes_through_it_too()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "trust in a certificate of the test is given by SSL_CERT_FILE");
        await using Scene scene = await SceneAsync();

        ConnectorRun run = await CountAsync(scene, new() { ["HTTPS_PROXY"] = $"http://{UserInfo}@{scene.Proxy.Address}" });

        run.RequireSuccess();
        Assert.NotEmpty(scene.Proxy.Asked);
    }

    [Theory]
    [InlineData("proxy-user:other-S3cr3t@", "does not accept the user name and password that come from the environment variable HTTPS_PROXY")]
    [InlineData("", "wants a user name and a password. Put them into the environment variable HTTPS_PROXY")]
    public async Task One_that_answers_407_ends_the_run_and_its_account_shows_nowhere(string account, string words)
    {
        await using Scene scene = await SceneAsync();
        Dictionary<string, string> proxy = new() { ["HTTPS_PROXY"] = $"http://{account}{scene.Proxy.Address}" };

        ConnectorRun sent = await SendAsync(scene, proxy);
        ConnectorRun counted = await CountAsync(scene, proxy);

        foreach (ConnectorRun run in new[] { sent, counted })
        {
            string error = run.RequireOneError(1);
            Assert.Contains($"The proxy '{scene.Proxy.Address}'", error, StringComparison.Ordinal);
            Assert.Contains(words, error, StringComparison.Ordinal);
        }

        // .NET shows the account once it was asked for; that is no attempt of ours.
        Assert.InRange(scene.Proxy.Asked.Count, 2, 4);
        Assert.Empty(scene.Sandbox.Requests);
        Assert.Equal(["NotSent"], Outcomes());
        _folder.RequireNowhere("other-S3cr3t", sent, counted);
        _folder.RequireNowhere("proxy-user", sent, counted);
        _folder.RequireNowhere("cHJveHktdXNlcjpvdGhlci1TM2NyM3Q", sent, counted);
    }

    [Fact]
    public async Task Cmdlets_say_so_too_and_their_errors_hold_no_account_down_to_the_last_cause()
    {
        await using Scene scene = await SceneAsync();
        Dictionary<string, string> environment = Environment(new()
        {
            ["HTTPS_PROXY"] = $"http://proxy-user:other-S3cr3t@{scene.Proxy.Address}",
            ["q_csv_file"] = _folder.WriteExport(assets: 1),
            ["TEST_DATABASE"] = _folder.PathOf("run.db"),
        });

        (_, string output) = await PowerShellEngine.RunAsync(
            $$"""
            Import-Module ./out/QualysCustomAttributes/QualysCustomAttributes.psd1
            & {
                Get-QualysAssetCount -GatewayFqdn {{Host}} -Verbose
                Sync-QualysAttribute -DatabasePath $env:TEST_DATABASE -ApiFqdn {{Host}} -Verbose -Confirm:$false
            } *>&1 | Out-String -Width 4000
            $Error.FullyQualifiedErrorId
            $Error | Format-List * -Force | Out-String -Width 4000
            foreach ($record in $Error) {
                for ($cause = $record.Exception; $cause; $cause = $cause.InnerException) { "$cause"; $cause | Format-List * -Force | Out-String -Width 4000 }
            }
            """,
            TestContext.Current.CancellationToken,
            null,
            environment);
        _folder.Write("output.txt", output);

        Assert.Contains("ProxyAuthenticationFailed,QualysCustomAttributes.Commands.GetQualysAssetCountCommand", output, StringComparison.Ordinal);
        Assert.Contains("ProxyAuthenticationFailed,QualysCustomAttributes.Commands.SyncQualysAttributeCommand", output, StringComparison.Ordinal);
        Assert.Equal(["NotSent"], Outcomes());
        Assert.Empty(scene.Sandbox.Requests);
        WrittenSecrets.Of("proxy-user", "other-S3cr3t").RequireNotUnder(_folder.FullName);
    }

    [Theory]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", false, "does not reach 'https://qualysapi.example.test' (HTTP 502)")]
    [InlineData("", false, "closes the connection without an answer")]
    [InlineData("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", true, "refuses to connect to 'https://qualysapi.example.test' (HTTP 403)")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://user:prx-S3cr3t@x/\r\nContent-Length: 0\r\n\r\n", true, "(HTTP 302)")]
    [InlineData("SSH-2.0-OpenSSH prx-S3cr3t/@:x http://proxy-user:prx-S3cr3t%2F%40%3Ax@here\r\n\r\n", true, "is no proxy")]
    public async Task What_goes_wrong_at_it_is_laid_to_it(string answer, bool isFinal, string words)
    {
        await using Scene scene = await SceneAsync();
        scene.Proxy.Instead = answer;

        ConnectorRun run = await SendAsync(scene, new() { ["HTTPS_PROXY"] = $"http://{UserInfo}@{scene.Proxy.Address}" });

        Assert.Contains($"'{scene.Proxy.Address}'", run.Output + run.Error, StringComparison.Ordinal);
        Assert.Contains(words, run.Output + run.Error, StringComparison.Ordinal);
        Assert.Contains("HTTPS_PROXY", run.Output + run.Error, StringComparison.Ordinal);
        Assert.Equal(isFinal ? 1 : 2, run.ExitCode);
        Assert.Equal([isFinal ? "NotSent" : "Failed"], Outcomes());

        // .NET asks again by itself where the proxy hangs up; what may pass is tried twice, and nothing else is.
        Assert.InRange(scene.Proxy.Asked.Count, isFinal ? 1 : 2, isFinal ? 1 : 64);
        Assert.Empty(scene.Sandbox.Requests);
        RequireNoProxySecret(run);
    }

    [Fact]
    public async Task One_whose_host_is_not_known_is_named_as_such()
    {
        await using Scene scene = await SceneAsync();

        ConnectorRun run = await SendAsync(scene, new() { ["HTTPS_PROXY"] = $"http://{UserInfo}@nosuch.invalid:3128" });

        Assert.Contains("The host of the proxy 'nosuch.invalid:3128' is not known", run.RequireOneError(1), StringComparison.Ordinal);
        Assert.Equal(["NotSent"], Outcomes());
        RequireNoProxySecret(run);
    }

    [Theory]
    [InlineData("HTTPS_PROXY")]
    [InlineData("ALL_PROXY")]
    [InlineData("HTTP_PROXY")]
    [InlineData("http_proxy")]
    public async Task Calls_to_this_machine_never_go_through_one(string variable)
    {
        await using Scene scene = await SceneAsync();
        Dictionary<string, string> proxy = new() { [variable] = $"http://{UserInfo}@{scene.Proxy.Address}", ["NO_PROXY"] = "example.com" };

        ConnectorRun run = await SendAsync(scene, proxy, RunFolder.AddressOf(scene.Sandbox));

        run.RequireSuccess();
        Assert.Single(scene.Sandbox.Requests);
        Assert.Empty(scene.Proxy.Asked);
    }

    [Theory]
    [InlineData("example.test")]
    [InlineData(".example.test")]
    [InlineData("*")]
    [InlineData("localhost, qualysapi.example.test:443")]
    public async Task Hosts_of_NO_PROXY_are_called_without_it(string exceptions)
    {
        await using Scene scene = await SceneAsync();
        Dictionary<string, string> proxy = new() { ["HTTPS_PROXY"] = $"http://{scene.Proxy.Address}", ["NO_PROXY"] = exceptions };

        ConnectorRun run = await SendAsync(scene, proxy);

        // There is no such host, as who asks without the proxy finds out.
        Assert.Contains($"The host '{Host}' is not known", run.RequireOneError(1), StringComparison.Ordinal);
        Assert.Empty(scene.Proxy.Asked);
    }

    [Theory]
    [InlineData("HTTPS_PROXY", "http://proxy-user:prx-S3cr3t@127.0.0.1:99999", "port")]
    [InlineData("HTTPS_PROXY", "http://proxy-user:prx-S3cr3t@127.0.0.1:0", "port")]
    [InlineData("https_proxy", "http://proxy-user:prx-S3cr3t@127.0.0.1:80x", "port")]
    [InlineData("ALL_PROXY", "ftp://proxy-user:prx-S3cr3t@127.0.0.1:21", "scheme")]
    [InlineData("ALL_PROXY", "prx-S3cr3t://127.0.0.1:21", "scheme")]
    [InlineData("HTTP_PROXY", "http://proxy-user:prx-S3cr3t@", "no host")]
    [InlineData("HTTPS_PROXY", "http://proxy-user:prx-S3cr3t@two words:80", "host")]
    [InlineData("HTTPS_PROXY", "http://proxy-user:prx-S3cr3t@[::1", "host")]
    [InlineData("HTTPS_PROXY", "http://proxy%3Auser:prx-S3cr3t@127.0.0.1:80", "user name")]
    [InlineData("HTTPS_PROXY", "http://proxy-user%0d%0aX:prx-S3cr3t@127.0.0.1:80", "control character")]
    public async Task A_variable_that_cannot_be_used_is_an_error_by_its_name(string variable, string value, string words)
    {
        await using SandboxServer sandbox = await RunFolder.StartSandboxAsync();
        Dictionary<string, string> environment = new(RunFolder.Credentials) { [variable] = value };
        string export = _folder.WriteExport(assets: 1);
        string[] call = ["--api-fqdn", RunFolder.AddressOf(sandbox)];

        ConnectorRun[] runs =
        [
            await _folder.RunAsync(environment, ["-c", export, .. call]),
            await _folder.RunAsync(environment, ["-c", export, "--dry-run"]),
            await _folder.RunAsync(environment, ["inventory", "--count-only", "--since", "all", .. call]),
        ];

        foreach (ConnectorRun run in runs)
        {
            string error = run.RequireOneError(1);
            Assert.Contains($"The environment variable {variable} names a proxy that cannot be used", error, StringComparison.Ordinal);
            Assert.Contains(words, error, StringComparison.Ordinal);
            _folder.RequireNowhere("prx-S3cr3t", run);
            _folder.RequireNowhere("proxy-user", run);
        }

        Assert.Empty(sandbox.Requests);
        Assert.Equal(["export.csv"], _folder.Names);
    }

    private async Task<Scene> SceneAsync()
    {
        SandboxServer sandbox = await RunFolder.StartSandboxAsync();
        var tls = new TlsServer(_certificates.For(Host), sandbox.Address.Port);
        return new Scene(sandbox, tls, new LoopbackProxy(tls.Port) { Account = $"proxy-user:{ProxyPassword}" });
    }

    private Task<ConnectorRun> SendAsync(Scene scene, Dictionary<string, string> proxy, string? address = null) => _folder.RunAsync(
        Environment(proxy), ["-c", _folder.WriteExport(assets: 1), "--database", "run.db", "--log-file", "run.log", "--api-fqdn", address ?? Host, .. Quickly]);

    private Task<ConnectorRun> CountAsync(Scene scene, Dictionary<string, string> proxy) => _folder.RunAsync(
        Environment(proxy), ["inventory", "--count-only", "--since", "all", "--gateway-fqdn", Host, .. Quickly]);

    private Dictionary<string, string> Environment(Dictionary<string, string> proxy) => new(RunFolder.Credentials.Concat(proxy))
    {
        ["SSL_CERT_FILE"] = _folder.Write("authority.pem", _certificates.Pem),
    };

    private List<string> Outcomes() => SqliteFile.Read(_folder.PathOf("run.db"), "SELECT outcome FROM batch_execution");

    private void RequireNoProxySecret(ConnectorRun run)
    {
        foreach (string secret in new[] { ProxyPassword, "prx-S3cr3t", "proxy-user", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"proxy-user:{ProxyPassword}")) })
        {
            _folder.RequireNowhere(secret, run);
        }
    }

    private sealed record Scene(SandboxServer Sandbox, TlsServer Tls, LoopbackProxy Proxy) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Proxy.DisposeAsync();
            await Tls.DisposeAsync();
            await Sandbox.DisposeAsync();
        }
    }
}
