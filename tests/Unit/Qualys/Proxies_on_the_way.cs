using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Proxies;
using Xunit;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>Which proxy carries a call, told from the variables alone.</summary>
public sealed class Proxies_on_the_way
{
    private static readonly Uri Host = new("https://qualysapi.example.com");

    [Theory]
    [InlineData("https://localhost:8443")]
    [InlineData("https://LOCALHOST.")]
    [InlineData("https://a.b.localhost")]
    [InlineData("http://127.0.0.1:8055")]
    [InlineData("http://127.1.2.3")]
    [InlineData("http://[::1]:8055")]
    [InlineData("http://[::ffff:127.0.0.9]")]
    public void This_machine_is_called_without_any(string address) =>
        Assert.Null(Read(("HTTPS_PROXY", "http://proxy:1"), ("HTTP_PROXY", "http://proxy:1"), ("NO_PROXY", "other")).Find(new Uri(address)));

    [Theory]
    [InlineData("proxy", "http://proxy/")]
    [InlineData("proxy:3128", "http://proxy:3128/")]
    [InlineData(" http://proxy:3128/ ", "http://proxy:3128/")]
    [InlineData("https://proxy", "https://proxy/")]
    [InlineData("socks5://proxy", "socks5://proxy:1080/")]
    [InlineData("socks4a://[::1]:9", "socks4a://[::1]:9/")]
    [InlineData("HTTP://us%65r:p@ss/w:rd@proxy:1", "http://proxy:1/")]
    public void A_variable_is_read_as_NET_and_curl_do(string value, string address) =>
        Assert.Equal(new Uri(address), Read(("HTTPS_PROXY", value)).Find(Host)!.Address);

    [Fact]
    public void Its_account_is_kept_apart()
    {
        ProxyVariable variable = ProxyVariable.Read("HTTPS_PROXY", "http://us%65r:p@ss%2F:rd@proxy:1");

        Assert.Equal(("user", "p@ss/:rd"), (variable.Account!.UserName, variable.Account.Password));
        Assert.Equal("", variable.Address.UserInfo);
        Assert.Null(ProxyVariable.Read("HTTPS_PROXY", "http://:@proxy:1").Account);
    }

    [Fact]
    public void The_narrower_variable_goes_first_and_one_for_plain_HTTP_is_none_for_HTTPS()
    {
        Assert.Equal("HTTPS_PROXY", Read(("ALL_PROXY", "http://all:1"), ("HTTPS_PROXY", "http://https:1")).Find(Host)!.Variable);
        Assert.Equal("ALL_PROXY", Read(("ALL_PROXY", "http://all:1"), ("HTTP_PROXY", "http://http:1")).Find(Host)!.Variable);
        Assert.Null(Read(("HTTP_PROXY", "http://http:1")).Find(Host));
        Assert.Null(Read(("HTTPS_PROXY", " "), ("HTTP_PROXY", "http://http:1")).Find(Host));
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("example.com", true)]
    [InlineData(".example.com", true)]
    [InlineData("*.example.com", true)]
    [InlineData("QUALYSAPI.EXAMPLE.COM", true)]
    [InlineData("a, qualysapi.example.com:443 b", true)]
    [InlineData("qualysapi.example.com:8443", false)]
    [InlineData("ample.com", false)]
    [InlineData("api.qualysapi.example.com", false)]
    [InlineData("10.0.0.0/8, ::1", false)]
    [InlineData(".", false)]
    [InlineData("", false)]
    public void Hosts_of_NO_PROXY_are_called_without_any(string list, bool isHeld) =>
        Assert.Equal(isHeld, Read(("HTTPS_PROXY", "http://proxy:1"), ("NO_PROXY", list)).Find(Host) is null);

    [Theory]
    [InlineData("10.0.0.0/8", "https://10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "https://11.1.2.3", false)]
    [InlineData("10.1.2.3", "https://10.1.2.3:8443", true)]
    [InlineData("10.1.2.3:443", "https://10.1.2.3:8443", false)]
    [InlineData("2001:db8::1", "https://[2001:db8::1]", true)]
    [InlineData("[2001:db8::1]:443", "https://[2001:db8::1]", true)]
    [InlineData("2001:db8::/32", "https://[2001:db8::1]", true)]
    public void Addresses_and_networks_of_NO_PROXY_are_too(string list, string address, bool isHeld) =>
        Assert.Equal(isHeld, Read(("HTTPS_PROXY", "http://proxy:1"), ("NO_PROXY", list)).Find(new Uri(address)) is null);

    [Fact]
    public void A_variable_that_cannot_be_used_is_an_error_though_another_would_be_asked() => Assert.Equal(
        "ProxyInvalid",
        Assert.Throws<QualysConfigurationException>(() => Read(("HTTPS_PROXY", "http://proxy:1"), ("HTTP_PROXY", "ftp://proxy"))).ErrorId);

    private static QualysProxy Read(params (string Name, string Value)[] variables) =>
        QualysProxy.Read(name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}
