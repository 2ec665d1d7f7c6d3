using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using QualysSandbox;
using QualysSandbox.Assets;
using Xunit;

namespace QualysCustomAttributes.Unit.Sandbox;

public sealed class Updating_in_the_sandbox
{
    private static SandboxOptions Known(string ids) => new() { AssetIds = AssetIdSet.Parse(ids) };

    [Fact]
    public async Task A_batch_of_known_assets_is_a_success_that_lists_and_counts_them()
    {
        await using SandboxClient client = await SandboxClient.StartAsync();

        using HttpResponseMessage answer = await client.UpdateAsync("1,2");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            """{"ServiceResponse":{"data":[{"Asset":{"id":1}},{"Asset":{"id":2}}],"count":2,"responseCode":"SUCCESS"}}""",
            await answer.TextAsync());
        Assert.Equal("Research", client.Server.Assets.AttributesOf(2)["Division"]);
    }

    [Fact]
    public async Task Ids_keep_all_their_digits()
    {
        await using SandboxClient client = await SandboxClient.StartAsync();

        using HttpResponseMessage answer = await client.UpdateAsync("9007199254740993,9999999999999999999");

        JsonElement data = (await answer.ServiceResponseAsync()).GetProperty("data");
        Assert.Equal(["9007199254740993", "9999999999999999999"], data.EnumerateArray().Select(entry => entry.GetProperty("Asset").GetProperty("id").GetRawText()));
    }

    [Fact]
    public async Task A_repeated_id_is_touched_once()
    {
        await using SandboxClient client = await SandboxClient.StartAsync();

        using HttpResponseMessage answer = await client.UpdateAsync("1,1,2");

        Assert.Equal(2, (await answer.ServiceResponseAsync()).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_batch_of_unknown_assets_is_an_invalid_request_under_200()
    {
        await using SandboxClient client = await SandboxClient.StartAsync(Known("1-10"));

        using HttpResponseMessage answer = await client.UpdateAsync("11,12");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        JsonElement response = await answer.ServiceResponseAsync();
        Assert.Equal("INVALID_REQUEST", response.GetProperty("responseCode").GetString());
        Assert.NotEqual("", response.GetProperty("responseErrorDetails").GetProperty("errorMessage").GetString());
        Assert.Equal(0, client.Server.Assets.Count);
    }

    [Fact]
    public async Task A_batch_with_some_unknown_assets_is_a_success_with_a_smaller_count()
    {
        await using SandboxClient client = await SandboxClient.StartAsync(Known("1-10"));

        using HttpResponseMessage answer = await client.UpdateAsync("10,11");

        JsonElement response = await answer.ServiceResponseAsync();
        Assert.Equal("SUCCESS", response.GetProperty("responseCode").GetString());
        Assert.Equal(1, response.GetProperty("count").GetInt32());
        Assert.Equal([10UL], client.Server.Assets.Ids);
    }

    [Theory]
    [InlineData(false, "new")]
    [InlineData(true, "old")]
    public async Task Adding_a_key_that_exists_follows_the_chosen_reading(bool addOnlyNew, string expected)
    {
        await using SandboxClient client = await SandboxClient.StartAsync(new SandboxOptions { AddOnlyNew = addOnlyNew });
        client.Server.Assets.Put(1, new Dictionary<string, string> { ["K"] = "old" });

        using HttpResponseMessage existing = await client.UpdateAsync("1", "add", "K", "new");
        using HttpResponseMessage missing = await client.UpdateAsync("1", "add", "L", "new");

        Assert.Equal(expected, client.Server.Assets.AttributesOf(1)["K"]);
        Assert.Equal("new", client.Server.Assets.AttributesOf(1)["L"]);
    }

    [Fact]
    public async Task Updating_changes_existing_keys_and_no_others()
    {
        await using SandboxClient client = await SandboxClient.StartAsync();
        client.Server.Assets.Put(1, new Dictionary<string, string> { ["K"] = "old" });

        using HttpResponseMessage existing = await client.UpdateAsync("1", "update", "K", "new");
        using HttpResponseMessage missing = await client.UpdateAsync("1", "update", "L", "new");

        Assert.Equal("SUCCESS", await missing.ResponseCodeAsync());
        Assert.Equal(new Dictionary<string, string> { ["K"] = "new" }, client.Server.Assets.AttributesOf(1));
    }

    [Fact]
    public async Task Removing_goes_by_key_and_ignores_a_missing_one()
    {
        await using SandboxClient client = await SandboxClient.StartAsync();
        client.Server.Assets.Put(1, new Dictionary<string, string> { ["K"] = "v", ["L"] = "v" });
        string body = SandboxClient.Body("1,2", "remove", "K").Replace(""","value":"Research"}]""", "}]", StringComparison.Ordinal);
        Assert.DoesNotContain("Research", body, StringComparison.Ordinal);

        using HttpResponseMessage answer = await client.SendAsync(SandboxClient.Request(body));

        Assert.Equal("SUCCESS", await answer.ResponseCodeAsync());
        Assert.Equal(["L"], client.Server.Assets.AttributesOf(1).Keys);
        Assert.Empty(client.Server.Assets.AttributesOf(2));
    }

    [Fact]
    public async Task One_assets_change_leaves_its_batch_mates_alone()
    {
        await using SandboxClient client = await SandboxClient.StartAsync();
        using HttpResponseMessage both = await client.UpdateAsync("1,2");

        using HttpResponseMessage one = await client.UpdateAsync("1", "add", "Division", "Sales");

        Assert.Equal("Sales", client.Server.Assets.AttributesOf(1)["Division"]);
        Assert.Equal("Research", client.Server.Assets.AttributesOf(2)["Division"]);
    }

    [Fact]
    public async Task Without_the_accept_header_the_answer_is_XML()
    {
        await using SandboxClient client = await SandboxClient.StartAsync();
        HttpRequestMessage request = SandboxClient.Request(SandboxClient.Body("1,2"));
        request.Headers.Accept.Clear();

        using HttpResponseMessage answer = await client.SendAsync(request);

        XElement response = XDocument.Parse(await answer.TextAsync()).Root!;
        Assert.Equal("application/xml", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("SUCCESS", response.Element("responseCode")!.Value);
        Assert.Equal("2", response.Element("count")!.Value);
        Assert.Equal(["1", "2"], response.Element("data")!.Elements("Asset").Select(asset => asset.Element("id")!.Value));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("*/*")]
    public async Task A_wrong_password_is_a_401_that_names_Basic_authentication(string accept)
    {
        await using SandboxClient client = await SandboxClient.StartAsync();
        HttpRequestMessage request = SandboxClient.Request(SandboxClient.Body("1"));
        request.Headers.Authorization = SandboxClient.Basic("sandbox", "wrong");
        request.Headers.Accept.Clear();
        request.Headers.Accept.ParseAdd(accept);

        using HttpResponseMessage answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Basic", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
        Assert.Equal(accept == "application/json" ? '{' : '<', (await answer.TextAsync())[0]);
        Assert.Equal(0, client.Server.Assets.Count);
    }

    [Fact]
    public async Task Another_user_name_and_password_can_be_set()
    {
        await using SandboxClient client = await SandboxClient.StartAsync(new SandboxOptions { UserName = "jürgen", Password = "a:b" });
        HttpRequestMessage request = SandboxClient.Request(SandboxClient.Body("1"));
        request.Headers.Authorization = SandboxClient.Basic("jürgen", "a:b");

        using HttpResponseMessage answer = await client.SendAsync(request);
        using HttpResponseMessage other = await client.UpdateAsync("1");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, other.StatusCode);
    }

    [Fact]
    public async Task A_body_that_is_not_declared_as_JSON_is_a_415()
    {
        await using SandboxClient client = await SandboxClient.StartAsync();
        HttpRequestMessage request = SandboxClient.Request(SandboxClient.Body("1"));
        request.Content!.Headers.ContentType = new("text/xml");

        using HttpResponseMessage answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Fact]
    public async Task A_request_without_X_Requested_With_is_refused_by_name()
    {
        await using SandboxClient client = await SandboxClient.StartAsync();
        HttpRequestMessage request = SandboxClient.Request(SandboxClient.Body("1"));
        request.Headers.Remove("X-Requested-With");

        using HttpResponseMessage answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("X-Requested-With", await answer.TextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"ServiceRequest\":")]
    [InlineData("{}")]
    [InlineData("""{"ServiceRequest":{"data":{"Asset":{"customAttributes":{"add":{"CustomAttribute":[{"key":"K","value":"V"}]}}}}}}""")]
    [InlineData("""{"ServiceRequest":{"filters":{"Criteria":[]},"data":{"Asset":{"customAttributes":{"add":{"CustomAttribute":[{"key":"K","value":"V"}]}}}}}}""")]
    public async Task A_body_without_the_right_parts_is_an_invalid_request_under_200(string body)
    {
        await using SandboxClient client = await SandboxClient.StartAsync();

        using HttpResponseMessage answer = await client.SendAsync(SandboxClient.Request(body));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("INVALID_REQUEST", await answer.ResponseCodeAsync());
    }

    [Theory]
    [InlineData("\"field\":\"id\"", "\"field\":\"name\"")]
    [InlineData("\"operator\":\"IN\"", "\"operator\":\"EQUALS\"")]
    [InlineData("\"value\":\"1,2\"", "\"value\":\"1, 2\"")]
    [InlineData("\"value\":\"1,2\"", "\"value\":\"1,\"")]
    [InlineData("\"value\":\"1,2\"", "\"value\":\"0\"")]
    [InlineData("\"value\":\"1,2\"", "\"value\":12")]
    [InlineData("\"value\":\"1,2\"", "\"value\":\"1\",\"value\":\"2\"")]
    [InlineData("\"value\":\"1,2\"", "\"value\":\"1,2\",\"more\":1")]
    [InlineData("\"add\"", "\"Add\"")]
    [InlineData("\"add\"", "\"replace\"")]
    [InlineData("\"add\":", "\"remove\":{\"CustomAttribute\":[{\"key\":\"K\"}]},\"add\":")]
    [InlineData("\"key\":\"Division\",", "")]
    [InlineData("\"key\":\"Division\"", "\"key\":\"\"")]
    [InlineData(",\"value\":\"Research\"", "")]
    [InlineData("\"Research\"", "null")]
    [InlineData("{\"key\":\"Division\",\"value\":\"Research\"}", "")]
    [InlineData("{\"key\":\"Division\"", "{\"key\":\"Division\",\"value\":\"Sales\"},{\"key\":\"Division\"")]
    public async Task A_body_with_one_thing_wrong_is_an_invalid_request_and_changes_nothing(string right, string wrong)
    {
        await using SandboxClient client = await SandboxClient.StartAsync();
        string body = SandboxClient.Body("1,2");
        Assert.Contains(right, body, StringComparison.Ordinal);

        using HttpResponseMessage answer = await client.SendAsync(
            SandboxClient.Request(body.Replace(right, wrong, StringComparison.Ordinal)));

        Assert.Equal("INVALID_REQUEST", await answer.ResponseCodeAsync());
        Assert.Equal(0, client.Server.Assets.Count);
    }

    [Fact]
    public async Task An_address_it_does_not_play_is_a_404()
    {
        await using SandboxClient client = await SandboxClient.StartAsync();

        using HttpResponseMessage answer = await client.GetAsync("/qps/rest/2.0/search/am/hostasset");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
