using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using QualysCustomAttributes.Publishing;
using QualysCustomAttributes.Publishing.PostgreSql;
using QualysCustomAttributes.Shared.Publishing;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.PostgreSql;

/// <summary>A password goes to a server that has proved who it is, or within this machine, or where somebody asked for less.</summary>
public sealed class Trust_in_a_PostgreSQL_server
{
    // Stands for the machine's own address, which is no loopback address.
    private const string Foreign = "own";
    private const string Secret = "s3cr3t pw";

    [Theory]
    [InlineData(Foreign, "")]
    [InlineData("localhost", ";SSL Mode=VerifyFull")]
    [InlineData("127.0.0.1", ";SslMode=VerifyCA")]
    [InlineData($"127.0.0.1,{Foreign}", "")]
    public async Task A_server_without_TLS_that_asks_for_a_password_in_the_clear_does_not_get_it(string host, string more)
    {
        await using var server = new EchoingServer();

        PublicationException exception = await FailsAsync(host.Replace(",", $":{server.Port},", StringComparison.Ordinal), server, more);

        Assert.Equal(("PostgreSqlNotTrusted", ConnectorErrorKind.Connection), (exception.ErrorId, exception.Kind));
        Assert.InRange(server.Connections, 1, 4);
        Assert.Empty(server.Passwords);
    }

    [Theory]
    [InlineData(Foreign, "")]
    [InlineData(Foreign, ";Trust Server Certificate=true")]
    [InlineData("localhost", ";SSL Mode=VerifyFull")]
    [InlineData("localhost", ";SSL Negotiation=Direct")]
    public async Task A_server_with_a_certificate_of_its_own_making_does_not_get_the_password(string host, string more)
    {
        using X509Certificate2 certificate = Certificate();
        await using var server = new EchoingServer(certificate: certificate);

        PublicationException exception = await FailsAsync(host, server, more);

        Assert.Equal(("PostgreSqlNotTrusted", ConnectorErrorKind.Connection), (exception.ErrorId, exception.Kind));
        Assert.Empty(server.Passwords);
    }

    [Fact]
    public async Task A_certificate_that_the_root_certificate_vouches_for_is_trusted_under_its_own_name_alone()
    {
        using X509Certificate2 certificate = Certificate();
        await using var server = new EchoingServer(certificate: certificate);
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(1);
        string root = scenario.Output.Write("root.pem", certificate.ExportCertificatePem());

        PublicationException own = await FailsAsync("localhost", server, $";SSL Mode=VerifyFull;Root Certificate={root}");
        PublicationException other = await FailsAsync(Foreign, server, $";Root Certificate={root}");

        Assert.Equal("PostgreSqlLoginRefused", own.ErrorId);
        Assert.Equal("PostgreSqlNotTrusted", other.ErrorId);
        Assert.Equal([Secret], server.Passwords);
    }

    [Theory]
    [InlineData("localhost", "", null)]
    [InlineData("127.0.0.1", ";SSL Mode=Disable", null)]
    [InlineData(Foreign, ";SSL Mode=Prefer", "SSL Mode Prefer")]
    [InlineData(Foreign, ";SslMode=Disable", "SSL Mode Disable")]
    [InlineData(Foreign, ";SSL Mode=Allow", "SSL Mode Allow")]
    public async Task Less_is_had_within_this_machine_and_elsewhere_where_it_is_asked_for_and_is_said(string host, string more, string? warning)
    {
        await using var server = new EchoingServer();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(1);

        PublicationException exception = await FailsAsync(host, server, more, scenario);

        Assert.Equal("PostgreSqlLoginRefused", exception.ErrorId);
        Assert.Equal(Secret, server.Passwords[0]);
        if (warning is null)
        {
            Assert.Empty(scenario.Warnings);
        }
        else
        {
            Assert.Contains(warning, Assert.Single(scenario.Warnings), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Require_on_a_self_signed_certificate_is_had_and_said()
    {
        using X509Certificate2 certificate = Certificate();
        await using var server = new EchoingServer(certificate: certificate);
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(1);

        PublicationException exception = await FailsAsync(Foreign, server, ";SSL Mode=Require", scenario);

        Assert.Equal("PostgreSqlLoginRefused", exception.ErrorId);
        Assert.Contains("does not prove who it is", Assert.Single(scenario.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(";SSL Negotiation=Direct")]
    public async Task A_server_that_says_nothing_is_not_waited_for_for_ever(string more)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(1);
        var target = new PostgreSqlTarget($"Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Username=u;Timeout=1{more}");

        var exception = await Assert.ThrowsAsync<PublicationException>(
            () => scenario.PublishAsync(target).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));

        Assert.Equal("PostgreSqlNotReached", exception.ErrorId);
    }

    private static async Task<PublicationException> FailsAsync(string host, EchoingServer server, string more, PublicationScenario? scenario = null)
    {
        host = host.Contains(Foreign, StringComparison.Ordinal) ? host.Replace(Foreign, OwnAddress(), StringComparison.Ordinal) : host;
        await using PublicationScenario? own = scenario is null ? await PublicationScenario.StartAsync(1) : null;
        var target = new PostgreSqlTarget($"Host={host};Port={server.Port};Username=u;Timeout=10{more}", password: Secret);
        var exception = await Assert.ThrowsAsync<PublicationException>(() => (scenario ?? own!).PublishAsync(target));
        Assert.DoesNotContain(Secret, exception.ToString(), StringComparison.Ordinal);
        return exception;
    }

    private static string OwnAddress()
    {
        IPAddress? own = NetworkInterface.GetAllNetworkInterfaces().SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
        Assert.SkipWhen(own is null, "this machine has no address but the loopback's");
        return own!.ToString();
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
