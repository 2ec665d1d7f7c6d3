using System.Text;
using QualysCustomAttributes.Qualys;
using Xunit;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>Which host is called for which platform.</summary>
public sealed class Platforms_and_gateways
{
    [Theory]
    [InlineData("qualysapi.qualys.com", "gateway.qg1.apps.qualys.com")]
    [InlineData("qualysapi.qg3.apps.qualys.com", "gateway.qg3.apps.qualys.com")]
    [InlineData("qualysapi.qualys.eu", "gateway.qg1.apps.qualys.eu")]
    [InlineData("qualysapi.gov1.qualys.us", "gateway.gov1.qualys.us")]
    [InlineData("qualysapi.qg9.apps.qualys.com", "gateway.qg9.apps.qualys.com")]
    [InlineData("qualysapi.scan.example.org", "qualysgateway.scan.example.org")]
    public void The_gateway_follows_from_the_API_host(string api, string gateway) =>
        Assert.Equal(gateway, QualysPlatform.GatewayOf(QualysAddress.Parse(api)).Host);

    [Fact]
    public void A_platform_is_found_by_its_name_in_any_case()
    {
        Assert.Equal("gateway.qg1.apps.qualysksa.com", QualysPlatform.Find(" ksa1 ").GatewayHost);
        Assert.Contains("US1, US2", Assert.Throws<QualysConfigurationException>(() => QualysPlatform.Find("US9")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_that_is_no_API_host_needs_its_gateway_named()
    {
        var credential = new QualysCredential("user", "secret-1");

        Assert.Equal("GatewayUnknown", Assert.Throws<QualysConfigurationException>(() => QualysConnection.To("example.org", null, credential)).ErrorId);
        Assert.DoesNotContain("secret-1", QualysConnection.To("example.org", "gateway.example.org", credential).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("qualysapi.qg3.apps.qualys.com", null, "US3")]
    [InlineData("QUALYSAPI.qualys.com", "gateway.qg1.apps.qualys.com", "US1")]
    [InlineData(null, "GATEWAY.qg2.apps.qualys.eu", "EU2")]
    [InlineData("qualysapi.qg3.apps.qualys.com", "gateway.qg2.apps.qualys.com", null)]
    [InlineData("qualysapi.scan.example.org", null, null)]
    [InlineData("qualysapi.scan.example.org", "gateway.qg2.apps.qualys.com", null)]
    [InlineData(null, "gateway.example.org", null)]
    public void A_connection_is_to_a_platform_where_both_hosts_are_its_own(string? api, string? gateway, string? platform) =>
        Assert.Equal(platform, QualysConnection.To(api, gateway, new QualysCredential("user", "secret-1")).Platform);

    [Theory]
    [InlineData("qualysapi.qg3.apps.qualys.com", true)]
    [InlineData("QUALYSAPI.QUALYS.COM", true)]
    [InlineData("gateway.qg1.apps.qualys.ca", true)]
    [InlineData("GATEWAY.qg1.apps.qualys.com:443", true)]
    [InlineData("qualysapi.qg3.apps.qualys.com:8443", false)]
    [InlineData("gateway.qg1.apps.qualys.ca:80", false)]
    [InlineData("qualysapi.qg9.apps.qualys.com", false)]
    [InlineData("example.org", false)]
    [InlineData("127.0.0.1:8443", true)]
    [InlineData("http://localhost:8055", true)]
    public void A_host_is_known_where_it_is_a_platforms_or_this_machine(string address, bool isKnown) =>
        Assert.Equal(isKnown, QualysPlatform.IsKnown(QualysAddress.Parse(address)));

    [Theory]
    [InlineData("qualysapi.qg9.example.org", "qualysgateway.qg9.example.org")]
    [InlineData("qualysapi.x.apps.qualys.com", "qualysgateway.x.apps.qualys.com")]
    [InlineData("QUALYSAPI.QG9.APPS.QUALYS.ORG", "gateway.qg9.apps.qualys.org")]
    [InlineData("api.qualys.com", null)]
    [InlineData("http://127.0.0.1:8055", "127.0.0.1:8055")]
    public void A_gateway_is_found_or_none_is(string api, string? gateway) =>
        Assert.Equal(gateway, QualysPlatform.FindGatewayOf(QualysAddress.Parse(api))?.Authority);

    [Fact]
    public void A_connection_shows_its_hosts_and_keeps_all_but_what_is_said_anew()
    {
        var credential = new QualysCredential("user", "secret-1");
        QualysConnection both = QualysConnection.To(
            "api.example.org", "gateway.example.org", credential, new QualysClientOptions { MaxAttempts = 3 }, QualysUpdateAuthentication.Bearer);
        QualysConnection one = QualysConnection.To(" ", "gateway.example.org", credential);

        Assert.Equal(("https://api.example.org (gateway https://gateway.example.org)", "https://gateway.example.org"), (both.ToString(), one.ToString()));
        Assert.Null(one.Api);
        Assert.Equal("AddressMissing", Assert.Throws<QualysConfigurationException>(() => QualysConnection.To("", " ", credential)).ErrorId);
        Assert.Throws<ArgumentOutOfRangeException>(() => both.With(new QualysClientOptions { MaxAttempts = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => QualysConnection.To("qualysapi.qualys.eu", null, credential, new QualysClientOptions { MaxAttempts = 0 }));
        foreach (QualysConnection other in (QualysConnection[])[both.With(new QualysClientOptions { MaxAttempts = 4 }), both.With(QualysUpdateAuthentication.Basic)])
        {
            Assert.Equal((both.Api, both.Gateway, both.Credential, both.Token), (other.Api, other.Gateway, other.Credential, other.Token));
            Assert.Equal(7, other.Options.MaxAttempts + (other.UpdateAuthentication == QualysUpdateAuthentication.Basic ? 4 : 3));
        }

        QualysConnection expired = Expired(DateTimeOffset.UtcNow.AddMinutes(5));
        Assert.NotNull(expired);
        Assert.Equal("TokenExpired", Assert.Throws<QualysConfigurationException>(() => Expired(DateTimeOffset.UtcNow.AddMinutes(-5))).ErrorId);

        static QualysConnection Expired(DateTimeOffset expiry)
        {
            string claims = Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"exp":{{expiry.ToUnixTimeSeconds()}}}""")).TrimEnd('=');
            return QualysConnection.To("api.example.org", "gateway.example.org", QualysCredential.OfToken($"a.{claims}.b"));
        }
    }
}
