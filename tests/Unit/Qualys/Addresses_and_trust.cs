using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Shared.Network;
using QualysCustomAttributes.Unit.Sending;
using Xunit;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>Where calls may go, and whom the client trusts.</summary>
public sealed class Addresses_and_trust
{
    [Theory]
    [InlineData("qualysapi.qg3.apps.qualys.com", "https://qualysapi.qg3.apps.qualys.com")]
    [InlineData(" qualysapi.qualys.eu ", "https://qualysapi.qualys.eu")]
    [InlineData("qualysapi.example.com:8443", "https://qualysapi.example.com:8443")]
    [InlineData("https://qualysapi.qualys.com/", "https://qualysapi.qualys.com")]
    [InlineData("http://127.0.0.1:8055", "http://127.0.0.1:8055")]
    [InlineData("http://localhost:8055", "http://localhost:8055")]
    [InlineData("http://[::1]:8055", "http://[::1]:8055")]
    public void An_address_is_a_host_over_HTTPS_or_plain_HTTP_to_loopback(string text, string expected) =>
        Assert.Equal(expected, QualysAddress.Parse(text).ToString());

    [Theory]
    [InlineData("http://qualysapi.qualys.com", "AddressNotSecure")]
    [InlineData("http://192.0.2.1:8055", "AddressNotSecure")]
    [InlineData("http://127.0.0.1.example.com", "AddressNotSecure")]
    [InlineData("http://localhost.example.com", "AddressNotSecure")]
    [InlineData("", "AddressInvalid")]
    [InlineData("two words", "AddressInvalid")]
    [InlineData("host/path", "AddressInvalid")]
    [InlineData("host?query", "AddressInvalid")]
    [InlineData("https://user:secret@host", "AddressInvalid")]
    [InlineData("ftp://host", "AddressInvalid")]
    [InlineData("host:notaport", "AddressInvalid")]
    [InlineData("host:99999", "AddressInvalid")]
    public void Anything_else_is_refused_before_a_byte_is_sent(string text, string errorId)
    {
        QualysConfigurationException exception = Assert.Throws<QualysConfigurationException>(() => QualysAddress.Parse(text));

        Assert.Equal(errorId, exception.ErrorId);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ADD", QualysFunction.Add)]
    [InlineData(" update ", QualysFunction.Update)]
    [InlineData("Remove", QualysFunction.Remove)]
    public void A_functions_name_is_read_in_any_case(string name, QualysFunction expected) => Assert.Equal(expected, QualysFunctions.Parse(name));

    [Theory]
    [InlineData("delete")]
    [InlineData("")]
    [InlineData("1")]
    public void Another_function_is_refused(string name) =>
        Assert.Equal("FunctionInvalid", Assert.Throws<QualysConfigurationException>(() => QualysFunctions.Parse(name)).ErrorId);

    [Fact]
    public void A_credential_shows_nothing_of_itself()
    {
        var credential = new QualysCredential("jane", "s3cret");

        Assert.DoesNotContain("jane", credential.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", credential.ToString(), StringComparison.Ordinal);
        Assert.Equal("x [redacted] y", credential.Redact("x s3cret y"));
    }

    [Fact]
    public async Task An_unknown_host_ends_the_run_without_trying_again()
    {
        QualysConnectionException exception = await Assert.ThrowsAsync<QualysConnectionException>(() => SendToAsync("nosuch.invalid"));

        Assert.Equal("HostUnknown", exception.ErrorId);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_ends_the_run_and_no_credential_is_sent()
    {
        await using var server = new UntrustedServer();

        QualysConnectionException exception = await Assert.ThrowsAsync<QualysConnectionException>(() => SendToAsync(server.Address));

        Assert.Equal("CertificateInvalid", exception.ErrorId);
        Assert.Equal(0, server.BytesRead);
    }

    private static async Task SendToAsync(string address)
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["7,Ann"]);
        using var client = new QualysClient(QualysAddress.Parse(address), new QualysCredential("u", "p"), UpdateScenario.Quick);
        using SendStage stage = SendStage.Start(scenario.DatabasePath, client, new SendOptions { Function = QualysFunction.Add });
        await stage.SendAsync(stage.ChooseBatches().Single(), TestContext.Current.CancellationToken);
    }
}
