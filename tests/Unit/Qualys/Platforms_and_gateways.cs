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
}
