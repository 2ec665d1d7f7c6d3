using System.Net;
using System.Text.Json;
using QualysSandbox;
using QualysSandbox.Assets;
using Xunit;

namespace QualysCustomAttributes.Unit.Sandbox;

public sealed class Control_of_the_sandbox
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_needs_no_password()
    {
        await using SandboxClient client = await SandboxClient.StartAsync();

        using HttpResponseMessage answer = await client.GetAsync("/sandbox/health");

        Assert.Equal("ok", (await answer.JsonAsync()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_attributes_of_an_asset_can_be_seen()
    {
        await using SandboxClient client = await SandboxClient.StartAsync(new SandboxOptions { AssetIds = AssetIdSet.Parse("1-3") });
        using HttpResponseMessage update = await client.UpdateAsync("1");

        using HttpResponseMessage changed = await client.GetAsync("/sandbox/assets/1");
        using HttpResponseMessage untouched = await client.GetAsync("/sandbox/assets/2");
        using HttpResponseMessage unknown = await client.GetAsync("/sandbox/assets/4");

        Assert.Equal("""{"id":1,"attributes":{"Division":"Research"}}""", await changed.TextAsync());
        Assert.Equal("""{"id":2,"attributes":{}}""", await untouched.TextAsync());
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Assets_are_listed_by_pages()
    {
        await using SandboxClient client = await SandboxClient.StartAsync();
        using HttpResponseMessage update = await client.UpdateAsync("5,3,4");

        using HttpResponseMessage page = await client.GetAsync("/sandbox/assets?after=3&limit=1");

        JsonElement json = await page.JsonAsync();
        Assert.Equal(3, json.GetProperty("count").GetInt32());
        Assert.Equal(4UL, Assert.Single(json.GetProperty("assets").EnumerateArray()).GetProperty("id").GetUInt64());
    }

    [Fact]
    public async Task An_asset_can_be_given_attributes_to_start_from()
    {
        await using SandboxClient client = await SandboxClient.StartAsync();
        using var http = new HttpClient { BaseAddress = client.Server.Address };

        using HttpResponseMessage put = await http.PutAsync(new Uri("/sandbox/assets/5", UriKind.Relative), new StringContent("""{"K":"V"}"""), Cancellation);
        using HttpResponseMessage wrong = await http.PutAsync(new Uri("/sandbox/assets/6", UriKind.Relative), new StringContent("""{"K":null}"""), Cancellation);

        Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal("V", client.Server.Assets.AttributesOf(5)["K"]);
    }

    [Fact]
    public async Task Faults_are_scripted_listed_and_cleared()
    {
        await using SandboxClient client = await SandboxClient.StartAsync();

        using HttpResponseMessage added = await client.PostAsync("/sandbox/faults", """[{"fault":"forbidden","times":2},null]""");
        using HttpResponseMessage struck = await client.UpdateAsync("1");
        using HttpResponseMessage listed = await client.GetAsync("/sandbox/faults");
        using HttpResponseMessage cleared = await client.DeleteAsync("/sandbox/faults");
        using HttpResponseMessage passed = await client.UpdateAsync("1");

        Assert.Equal(2, (await added.JsonAsync()).GetProperty("count").GetInt32());
        Assert.Equal(HttpStatusCode.Forbidden, struck.StatusCode);
        Assert.Equal(1, (await listed.JsonAsync()).GetProperty("faults")[0].GetProperty("times").GetInt32());
        Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
    }

    [Fact]
    public async Task A_script_with_a_mistake_is_refused_as_a_whole()
    {
        await using SandboxClient client = await SandboxClient.StartAsync();

        using HttpResponseMessage answer = await client.PostAsync("/sandbox/faults", """[{"fault":"forbidden"},{"fault":"nosuch"}]""");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("nosuch", (await answer.JsonAsync()).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Empty(client.Server.Faults.Pending);
    }

    [Fact]
    public async Task Requests_are_listed_without_credentials_and_control_is_not_among_them()
    {
        await using SandboxClient client = await SandboxClient.StartAsync();
        using HttpResponseMessage update = await client.UpdateAsync("1,2");
        using HttpResponseMessage health = await client.GetAsync("/sandbox/health");

        using HttpResponseMessage answer = await client.GetAsync("/sandbox/requests");

        JsonElement request = Assert.Single((await answer.JsonAsync()).GetProperty("requests").EnumerateArray());
        Assert.True(request.GetProperty("authenticated").GetBoolean());
        Assert.Equal(200, request.GetProperty("answerStatus").GetInt32());
        Assert.DoesNotContain("Authorization", await answer.TextAsync(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_reset_forgets_everything()
    {
        await using SandboxClient client = await SandboxClient.StartAsync(
            new SandboxOptions { RateLimit = new(1, TimeSpan.FromHours(1)) });
        using HttpResponseMessage update = await client.UpdateAsync("1");
        client.Server.Faults.Add(QualysSandbox.Faults.Fault.Forbidden().Always());

        using HttpResponseMessage reset = await client.PostAsync("/sandbox/reset");

        Assert.Empty(client.Server.Requests);
        Assert.Equal(0, client.Server.Assets.Count);
        using HttpResponseMessage again = await client.UpdateAsync("2");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task A_web_page_under_another_name_does_not_get_in()
    {
        await using SandboxClient client = await SandboxClient.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sandbox/requests");
        request.Headers.Host = "attacker.example";

        using HttpResponseMessage answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }
}
