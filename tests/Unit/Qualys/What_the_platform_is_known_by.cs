using System.Text;
using System.Text.Json;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Qualys.Inventory;
using QualysCustomAttributes.Qualys.Updates;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>The names of Qualys that people rely on, one by one: platforms and their hosts, fields of assets, cells of software, forms of sign-in.</summary>
public sealed class What_the_platform_is_known_by
{
    [Fact]
    public void Platforms_and_their_hosts()
    {
        Words.AssertAre(
            """
            US1 qualysapi.qualys.com gateway.qg1.apps.qualys.com
            US2 qualysapi.qg2.apps.qualys.com gateway.qg2.apps.qualys.com
            US3 qualysapi.qg3.apps.qualys.com gateway.qg3.apps.qualys.com
            US4 qualysapi.qg4.apps.qualys.com gateway.qg4.apps.qualys.com
            EU1 qualysapi.qualys.eu gateway.qg1.apps.qualys.eu
            EU2 qualysapi.qg2.apps.qualys.eu gateway.qg2.apps.qualys.eu
            EU3 qualysapi.qg3.apps.qualys.it gateway.qg3.apps.qualys.it
            IN1 qualysapi.qg1.apps.qualys.in gateway.qg1.apps.qualys.in
            CA1 qualysapi.qg1.apps.qualys.ca gateway.qg1.apps.qualys.ca
            AE1 qualysapi.qg1.apps.qualys.ae gateway.qg1.apps.qualys.ae
            UK1 qualysapi.qg1.apps.qualys.co.uk gateway.qg1.apps.qualys.co.uk
            AU1 qualysapi.qg1.apps.qualys.com.au gateway.qg1.apps.qualys.com.au
            KSA1 qualysapi.qg1.apps.qualysksa.com gateway.qg1.apps.qualysksa.com
            GOV1 qualysapi.gov1.qualys.us gateway.gov1.qualys.us
            """,
            QualysPlatform.All.Select(platform => $"{platform.Name} {platform.ApiHost} {platform.GatewayHost}"));
        Assert.Equal(QualysPlatform.All.Select(platform => platform.Name), QualysPlatform.Names);
        Each.Holds(QualysPlatform.All, platform => Assert.Equal(platform.GatewayHost, QualysPlatform.GatewayOf(QualysAddress.Parse(platform.ApiHost.ToUpperInvariant())).Host));
        Assert.Equal("127.0.0.1:8055", QualysPlatform.GatewayOf(QualysAddress.Parse("http://127.0.0.1:8055")).BaseAddress.Authority);
        Assert.Equal("qualysgateway.qg9.example.org", QualysPlatform.GatewayOf(QualysAddress.Parse("qualysapi.qg9.example.org")).Host);
        Assert.Equal("qualysgateway.x.apps.qualys.com", QualysPlatform.GatewayOf(QualysAddress.Parse("QUALYSAPI.x.apps.qualys.com")).Host);
    }

    [Fact]
    public void Fields_of_an_asset() => Assert.Equal(
        "assetId assetUUID hostId lastModifiedDate agentId createdDate sensorLastUpdatedDate assetType address dnsName assetName netbiosName timeZone biosDescription "
            + "lastBoot totalMemory cpuCount lastLoggedOnUser domainRole hwUUID biosSerialNumber biosAssetTag isContainerHost operatingSystem hardware "
            + "userAccountListData openPortListData volumeListData networkInterfaceListData softwareListData softwareComponent provider cloudProvider agent sensor "
            + "container inventory inventoryListData activity tagList serviceList lastLocation criticality businessInformation assignedLocation businessAppListData "
            + "riskScore passiveSensor domain subdomain missingSoftware whois organizationName isp asn easmTags hostingCategory1 customAttributes lparId processor",
        string.Join(' ', QualysInventoryQuery.KnownFields));

    [Fact]
    public void Cells_of_an_entry_of_software()
    {
        Assert.Equal(
            "fullName isIgnored ignoredReason category gaDate eolDate eosDate stage lifeCycleConfidence eolSupportStage eosSupportStage",
            string.Join(' ', SoftwareCell.Names));
        Assert.Equal(SoftwareCell.Count, SoftwareCell.Names.Length);
    }

    [Fact]
    public void Forms_of_sign_in()
    {
        GatewaySignInForm user = GatewaySignInForm.OfUser("u", "p");
        Assert.Equal("/auth  username=u&password=p&token=true&permissions=true", $"{user.Path} {Join(user.Headers)} {Join(user.Fields)}");
        GatewaySignInForm client = GatewaySignInForm.OfClient("i", "s", QualysClientKind.User);
        Assert.Equal("/auth/oidc clientId=i&clientSecret=s ", $"{client.Path} {Join(client.Headers)} {Join(client.Fields)}");
        Assert.Equal("/auth/oauth", GatewaySignInForm.OfClient("i", "s", QualysClientKind.Subscription).Path);

        static string Join(IEnumerable<KeyValuePair<string, string>> pairs) => string.Join('&', pairs.Select(pair => $"{pair.Key}={pair.Value}"));
    }

    [Theory]
    [InlineData("add", QualysFunction.Add)]
    [InlineData("update", QualysFunction.Update)]
    [InlineData("remove", QualysFunction.Remove)]
    public void Functions_in_the_words_of_a_request(string name, QualysFunction function) => Assert.Equal(name, function.ToRequestName());

    [Theory]
    [InlineData("""{"exp":1767323045}""", 1767323045.0)]
    [InlineData("""{"exp":1767323045 }""", 1767323045.0)]
    [InlineData("""{"exp":1767323045  }""", 1767323045.0)]
    [InlineData("""{"exp":1767323045.5,"a":"ÿÿ?>"}""", 1767323045.5)]
    [InlineData("""{"exp":-5}""", 0.0)]
    [InlineData("""{"exp":"1767323045"}""", null)]
    [InlineData("""{"iat":1767323045}""", null)]
    [InlineData("""[1767323045]""", null)]
    [InlineData("""no JSON""", null)]
    public void When_a_token_expires(string claims, double? seconds)
    {
        string encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(claims)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

        Assert.Equal(seconds is { } known ? DateTimeOffset.UnixEpoch.AddSeconds(known) : null, TokenExpiry.Of($"head.{encoded}.sign"));
        Assert.Null(TokenExpiry.Of($"head.{encoded}"));
        Assert.Null(TokenExpiry.Of($"head.{encoded}.sign.more"));
    }

    [Fact]
    public void A_token_that_never_expires_stays_a_moment_that_can_be_reckoned_with()
    {
        string encoded = Convert.ToBase64String("""{"exp":1e300}"""u8).TrimEnd('=');

        Assert.Equal(9999, TokenExpiry.Of($"a.{encoded}.b")!.Value.Year);
        Assert.Null(TokenExpiry.Of("a.###.b"));
    }

    [Theory]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    [InlineData("1.50", "1.50")]
    [InlineData("\"a\\u0041\"", "aA")]
    [InlineData("\"\\ud800\"", "\\ud800")]
    [InlineData("null", null)]
    [InlineData("[1]", null)]
    [InlineData("{}", null)]
    public void A_value_as_text(string json, string? text)
    {
        using JsonDocument document = JsonDocument.Parse($$"""{"x":{{json}}}""");

        Assert.Equal(text, JsonValue.Text(document.RootElement, "x"));
        Assert.Equal(text, JsonValue.Text(document.RootElement.GetProperty("x")));
        Assert.Null(JsonValue.Text(document.RootElement, "y"));
        Assert.Equal(json == "null", JsonValue.Find(document.RootElement, "x") is null);
    }

    [Theory]
    [InlineData("""{"tagList":[{"tagName":"a"}]}""", "a")]
    [InlineData("""{"tagList":{"tag":[{"tagName":"a"},{"tagName":7},{"other":1}]}}""", "a 7")]
    [InlineData("""{"tagList":{"tag":{"tagName":"a"}}}""", "")]
    [InlineData("""{"tagList":"a"}""", "")]
    public void Tags_in_either_form(string json, string tags)
    {
        using JsonDocument document = JsonDocument.Parse(json);

        Assert.Equal(tags, string.Join(' ', new QualysAsset(document.RootElement).Tags));
    }
}
