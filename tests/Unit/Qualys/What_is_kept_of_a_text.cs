using System.Text;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Answers;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>How much of a platform's text is kept, and that a secret that was cut in two is not; and the platforms themselves.</summary>
public sealed class What_is_kept_of_a_text
{
    private const int Longest = 64 * 1024;
    private const int Reach = 16 * 1024;

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(Longest, Longest, false)]
    [InlineData(Longest + 1, Longest, true)]
    [InlineData(Longest + Reach, Longest, true)]
    [InlineData(Longest + Reach + 1, Longest, true)]
    [InlineData(10 * Longest, Longest, true)]
    public void Is_all_of_it_up_to_64_k(int length, int kept, bool isCut)
    {
        string text = StoredText.Of(Encoding.UTF8.GetBytes(new string('x', length)), each => each);

        Assert.Equal(new string('x', kept) + (isCut ? "…" : ""), text);
    }

    [Fact]
    public void Is_never_half_a_character()
    {
        string emoji = string.Concat(Enumerable.Repeat("🙂", Longest));

        // Of text of four bytes a character fewer of them are looked at.
        int kept = ((Longest + Reach) / 2) - Reach;
        Assert.Equal("x" + emoji[..(kept - 2)] + "…", StoredText.Of(Encoding.UTF8.GetBytes("x" + emoji), each => each));
    }

    [Fact]
    public void Is_less_where_redaction_made_it_shorter_and_what_may_be_half_a_secret_goes()
    {
        string text = StoredText.Of(Encoding.UTF8.GetBytes(new string('x', 2 * Longest)), each => each[..(Reach + 5)]);

        Assert.Equal("xxxxx…", text);
        Assert.Equal("…", StoredText.Of(Encoding.UTF8.GetBytes(new string('x', 2 * Longest)), each => each[..Reach]));
        Assert.Equal("…", StoredText.Of(Encoding.UTF8.GetBytes(new string('x', 2 * Longest)), _ => "half"));
        Assert.Equal("…", StoredText.Of(Encoding.UTF8.GetBytes(new string('x', 2 * Longest)), each => "🙂" + each[..(Reach - 1)]));
    }

    [Fact]
    public void Is_all_of_it_where_the_bytes_just_reach_it()
    {
        string text = new('é', (Longest + Reach) / 2);

        Assert.Equal(text, StoredText.Of(Encoding.UTF8.GetBytes(text), each => each));
        Assert.Equal(text[..^Reach] + "…", StoredText.Of(Encoding.UTF8.GetBytes(text + "x"), each => each));
    }

    [Theory]
    [InlineData("qualysapi.qualys.com", "gateway.qg1.apps.qualys.com")]
    [InlineData("QUALYSAPI.QUALYS.EU", "gateway.qg1.apps.qualys.eu")]
    [InlineData("qualysapi.qg3.apps.qualys.it", "gateway.qg3.apps.qualys.it")]
    [InlineData("qualysapi.qg77.apps.qualys.xyz", "gateway.qg77.apps.qualys.xyz")]
    [InlineData("qualysapi.qg1.example.com", "qualysgateway.qg1.example.com")]
    [InlineData("qualysapi.x.apps.qualys.example", "qualysgateway.x.apps.qualys.example")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    public void A_gateway_is_told_from_the_host_of_the_API(string api, string gateway) =>
        Assert.Equal(gateway, QualysPlatform.GatewayOf(QualysAddress.Parse(api)).Host);

    [Theory]
    [InlineData("api.example.com")]
    [InlineData("xqualysapi.example.com")]
    public void Of_another_host_it_cannot_be_told(string api) =>
        Assert.Throws<QualysConfigurationException>(() => QualysPlatform.GatewayOf(QualysAddress.Parse(api)));

    [Fact]
    public void Every_platform_has_a_name_and_two_hosts_of_its_own()
    {
        Assert.Equal(
            ["US1", "US2", "US3", "US4", "EU1", "EU2", "EU3", "IN1", "CA1", "AE1", "UK1", "AU1", "KSA1", "GOV1"], QualysPlatform.Names);
        Assert.Equal(14, QualysPlatform.All.Select(platform => platform.ApiHost).Concat(QualysPlatform.All.Select(platform => platform.GatewayHost)).Distinct().Count() / 2);
        Each.Holds(QualysPlatform.All.Where(platform => platform.Name is not ("US1" or "EU1")), platform =>
            Assert.Equal(platform.GatewayHost, platform.ApiHost.Replace("qualysapi.", "gateway.", StringComparison.Ordinal)));
        Each.Holds(QualysPlatform.All, platform => Assert.Contains(".qualys", platform.GatewayHost, StringComparison.Ordinal));
        Assert.Same(QualysPlatform.All[12], QualysPlatform.Find(" ksa1 "));
        Assert.Throws<QualysConfigurationException>(() => QualysPlatform.Find("US9"));
    }
}
