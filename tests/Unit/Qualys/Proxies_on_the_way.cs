using System.Net;
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

    [Theory]
    [InlineData("http://user:secret@proxy:1", true)]
    [InlineData("http://proxy:1", false)]
    public void It_is_told_whether_an_account_is_shown_to_it(string value, bool hasAccount) =>
        Assert.Equal(hasAccount, Read(("HTTPS_PROXY", value)).Find(Host)!.HasAccount);

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

    [Fact]
    public void A_handler_takes_the_way_that_was_found()
    {
        using var byProxy = new SocketsHttpHandler();
        Read(("HTTPS_PROXY", "http://user:pa%20ss@proxy:3128")).Route(byProxy, Host);
        Assert.True(byProxy.UseProxy);
        Assert.Equal(new Uri("http://proxy:3128"), byProxy.Proxy!.GetProxy(Host));
        NetworkCredential account = byProxy.Proxy.Credentials!.GetCredential(Host, "Basic")!;
        Assert.Equal(("user", "pa ss"), (account.UserName, account.Password));

        using var straight = new SocketsHttpHandler();
        Read(("HTTPS_PROXY", "http://proxy:3128"), ("NO_PROXY", "*")).Route(straight, Host);
        Assert.False(straight.UseProxy);

        using var ofMachine = new SocketsHttpHandler();
        ReadWith(new MachineSettings(new Uri("http://machine:8080"))).Route(ofMachine, Host);
        Assert.True(ofMachine.UseProxy);
        Assert.Null(ofMachine.Proxy);
    }

    [Fact]
    public void Where_no_variable_names_one_the_machines_settings_do()
    {
        ProxyOnTheWay found = ReadWith(new MachineSettings(new Uri("http://machine:8080"))).Find(Host)!;

        Assert.Equal((new Uri("http://machine:8080"), null, false), (found.Address, found.Variable, found.HasAccount));
        Assert.True(ReadWith(new MachineSettings(new Uri("http://machine:8080")) { Credentials = new NetworkCredential("a", "b") }).Find(Host)!.HasAccount);
        Assert.Null(ReadWith(new MachineSettings(new Uri("http://machine:8080"), IsBypassing: true)).Find(Host));
        Assert.Null(ReadWith(new MachineSettings(null)).Find(Host));
        Assert.Null(ReadWith(new MachineSettings(Host)).Find(Host));
        Assert.Null(ReadWith(new MachineSettings(new Uri("http://machine:8080")), ("NO_PROXY", "example.com")).Find(Host));
        Assert.Equal("HTTPS_PROXY", ReadWith(new MachineSettings(new Uri("http://machine:8080")), ("HTTPS_PROXY", "http://proxy")).Find(Host)!.Variable);
    }

    [Fact]
    public void Its_account_is_shown_nowhere()
    {
        QualysProxy proxy = Read(("HTTPS_PROXY", "http://user:s3cret@proxy:3128"));

        Assert.Equal("x [redacted] y http://host/", proxy.Redact("x s3cret y http://me:mine@host/").Replace("[redacted]@", "", StringComparison.Ordinal));
        Assert.Equal("x s3cret y", Read().Redact("x s3cret y"));
    }

    [Theory]
    [InlineData("no_proxy", true)]
    [InlineData("NO_PROXY", false)]
    public void Small_letters_go_first(string first, bool isHeld)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Names of variables have no case there.");
        }

        string second = first == "no_proxy" ? "NO_PROXY" : "no_proxy";
        Assert.Equal(isHeld, Read(("https_proxy", "http://small"), ("HTTPS_PROXY", "http://large"), (first, "*"), (second, "other")).Find(Host) is null);
        Assert.Equal("https_proxy", Read(("https_proxy", "http://small"), ("HTTPS_PROXY", "http://large")).Find(Host)!.Variable);
        Assert.Equal("all_proxy", Read(("all_proxy", "http://small"), ("HTTP_PROXY", "http://large")).Find(Host)!.Variable);
    }

    [Theory]
    [InlineData(":3128")]
    [InlineData("user:password@")]
    [InlineData("proxy:0")]
    [InlineData("proxy:65536")]
    [InlineData("proxy:+80")]
    [InlineData("proxy:")]
    [InlineData("pro xy")]
    [InlineData("ftp://proxy")]
    [InlineData("a%3Ab:c@proxy")]
    [InlineData("a:b%00@proxy")]
    public void What_is_no_proxy_is_refused(string value)
    {
        Assert.Equal("ProxyInvalid", Assert.Throws<QualysConfigurationException>(() => Read(("HTTPS_PROXY", value))).ErrorId);
    }

    private static QualysProxy ReadWith(MachineSettings settings, params (string Name, string Value)[] variables) =>
        QualysProxy.Read(name => variables.FirstOrDefault(variable => variable.Name == name).Value, settings);

    private static QualysProxy Read(params (string Name, string Value)[] variables) =>
        QualysProxy.Read(name => variables.FirstOrDefault(variable => variable.Name == name).Value);

    private sealed record MachineSettings(Uri? Proxy, bool IsBypassing = false) : IWebProxy
    {
        public ICredentials? Credentials { get; set; }

        public Uri? GetProxy(Uri destination) => Proxy;

        public bool IsBypassed(Uri host) => IsBypassing;
    }
}
