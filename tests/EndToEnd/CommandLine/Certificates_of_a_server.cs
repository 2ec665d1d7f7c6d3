using System.Security.Cryptography.X509Certificates;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Shared.Network;
using QualysSandbox;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>Nothing of an account goes to a server that cannot be trusted, whatever is wrong with it; the run ends and says why.</summary>
public sealed class Certificates_of_a_server : IDisposable
{
    // What a server that knows TLS 1.1 and no later says to one that offers 1.2: an alert, or a hello in its own version.
    private static readonly byte[] OldVersionAlert = [21, 3, 1, 0, 2, 2, 70];
    private static readonly byte[] OldVersionHello =
        [22, 3, 2, 0, 49, 2, 0, 0, 45, 3, 2, .. Enumerable.Repeat((byte)7, 32), 0, 0, 47, 0, 0, 5, 0xFF, 1, 0, 1, 0];

    private static readonly string[] Quickly = ["--max-attempts", "3", "--retry-min-seconds", "0", "--retry-max-seconds", "0"];

    private readonly RunFolder _folder = new();
    private readonly TestCertificates _certificates = new();

    public void Dispose()
    {
        _folder.Dispose();
        _certificates.Dispose();
    }

    [Fact]
    public async Task One_that_an_authority_of_this_machine_signed_for_the_host_is_trusted()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "trust in a certificate of the test is given by SSL_CERT_FILE");
        await using SandboxServer sandbox = await RunFolder.StartSandboxAsync();
        await using var server = new TlsServer(_certificates.For("localhost"), sandbox.Address.Port);

        (await SendAsync(server.Address)).RequireSuccess();
        (await CountAsync(server.Address)).RequireSuccess();

        Assert.Equal(3, sandbox.Requests.Count);
    }

    [Theory]
    [InlineData("self-signed")]
    [InlineData("for another host")]
    [InlineData("expired")]
    [InlineData("not yet valid")]
    public async Task One_that_is_not_to_be_trusted_ends_the_run_before_anything_was_sent(string what)
    {
        await using SandboxServer sandbox = await RunFolder.StartSandboxAsync();
        await using var server = new TlsServer(Certificate(what), sandbox.Address.Port);

        await RequireRefusedAsync(server.Address);

        Assert.Empty(sandbox.Requests);
    }

    [Theory]
    [InlineData("alert")]
    [InlineData("hello")]
    public async Task A_server_of_TLS_1_1_ends_the_run_before_anything_was_sent(string what)
    {
        await using var server = new ScriptedServer(what == "alert" ? OldVersionAlert : OldVersionHello);

        await RequireRefusedAsync(server.Address);

        RequireNothingOfTheAccount(server.Received);
    }

    [Fact]
    public async Task A_version_before_1_2_is_refused_even_where_this_machine_would_allow_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "OPENSSL_CONF is of OpenSSL");
        await using var server = new ScriptedServer(OldVersionHello);
        string lax = _folder.Write(
            "openssl.cnf",
            """
            openssl_conf = all
            [all]
            ssl_conf = ssl
            [ssl]
            system_default = lax
            [lax]
            MinProtocol = TLSv1
            CipherString = ALL:@SECLEVEL=0
            """);

        ConnectorRun run = await SendAsync(server.Address, new() { ["OPENSSL_CONF"] = lax });

        Assert.Contains("No trusted connection", run.RequireOneError(1), StringComparison.Ordinal);

        // A hello that offers 1.2 and 1.3, and an alert; one that took 1.1 would wait for the rest.
        byte[] received = server.Received;
        Assert.Equal((byte)21, received[^7]);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("220 mail.example.com ESMTP\r\n")]
    public async Task A_server_that_speaks_no_TLS_ends_the_run_before_anything_was_sent(string answer)
    {
        await using var server = new ScriptedServer(answer);

        await RequireRefusedAsync(server.Address);

        RequireNothingOfTheAccount(server.Received);
    }

    [Fact]
    public async Task A_failure_of_TLS_after_the_first_answer_may_pass_and_is_tried_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "trust in a certificate of the test is given by SSL_CERT_FILE");
        await using SandboxServer sandbox = await RunFolder.StartSandboxAsync();
        await using var server = new ChangingServer(_certificates.For("localhost"), TestCertificates.SelfSigned(), sandbox.Address.Port);

        // The answer to the first drops the connection, so that the second needs a new one.
        sandbox.Faults.Add(null, Fault.DroppedBeforeChange());
        ConnectorRun run = await SendAsync(server.Address, assets: 2);

        run.RequireSuccess();
        Assert.Equal(3, server.Connections);
        Assert.Equal(["Succeeded", "Succeeded"], Outcomes());
        Assert.Equal(["1", "1", "2", "3"], SqliteFile.Read(_folder.PathOf("run.db"), "SELECT attempt FROM api_calls ORDER BY call_id"));
    }

    private X509Certificate2 Certificate(string what) => what switch
    {
        "self-signed" => TestCertificates.SelfSigned(),
        "for another host" => _certificates.For("elsewhere.example"),
        "expired" => _certificates.For("localhost", -20, -10),
        _ => _certificates.For("localhost", 10, 20),
    };

    private async Task RequireRefusedAsync(string address)
    {
        ConnectorRun sent = await SendAsync(address);
        ConnectorRun counted = await CountAsync(address);
        ConnectorRun brought = await _folder.RunAsync(Environment(), ["inventory", "--output", "inventory", "--since", "all", "--gateway-fqdn", address, .. Quickly]);

        foreach (ConnectorRun run in new[] { sent, counted, brought })
        {
            string error = run.RequireOneError(1);
            Assert.Contains($"No trusted connection to 'https://{address}' can be made (", error, StringComparison.Ordinal);
            Assert.Contains("Nothing was sent by this call.", error, StringComparison.Ordinal);
            Assert.DoesNotContain("see inner exception", error, StringComparison.Ordinal);
        }

        Assert.Equal(["NotSent"], Outcomes());
        Assert.Equal("1", SqliteFile.Read(_folder.PathOf("run.db"), "SELECT count(*) FROM api_calls").Single());
    }

    private static void RequireNothingOfTheAccount(byte[] received)
    {
        string text = System.Text.Encoding.Latin1.GetString(received);
        Assert.DoesNotContain("Authorization", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(RunFolder.UserName, text, StringComparison.Ordinal);
        Assert.DoesNotContain("POST", text, StringComparison.Ordinal);
    }

    private Task<ConnectorRun> SendAsync(string address, Dictionary<string, string>? more = null, int assets = 1) => _folder.RunAsync(
        Environment(more),
        ["-c", _folder.WriteExport(assets, groups: assets), "--database", "run.db", "--throttle-limit", "1", "--api-fqdn", address, .. Quickly]);

    private Task<ConnectorRun> CountAsync(string address) =>
        _folder.RunAsync(Environment(), ["inventory", "--count-only", "--since", "all", "--gateway-fqdn", address, .. Quickly]);

    private Dictionary<string, string> Environment(Dictionary<string, string>? more = null) => new(RunFolder.Credentials.Concat(more ?? []))
    {
        ["SSL_CERT_FILE"] = _folder.Write("authority.pem", _certificates.Pem),
    };

    private List<string> Outcomes() => SqliteFile.Read(_folder.PathOf("run.db"), "SELECT outcome FROM batch_execution");

    /// <summary>A server whose second connection shows another certificate than all others.</summary>
    private sealed class ChangingServer(X509Certificate2 trusted, X509Certificate2 untrusted, int upstream) : LoopbackListener
    {
        private int _served;

        public string Address => $"localhost:{Port}";

        protected override async Task ServeAsync(Stream client, CancellationToken stop)
        {
            bool isTrusted = Interlocked.Increment(ref _served) is not 2;
            await using var stream = new System.Net.Security.SslStream(client);
            await stream.AuthenticateAsServerAsync(isTrusted ? trusted : untrusted);
            await RelayAsync(stream, upstream, stop);
        }
    }
}
