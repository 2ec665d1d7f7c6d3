using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>Whoever goes on with a run is told what is left, and goes to the host that it was sent to.</summary>
public sealed class Going_on_with_a_run
{
    private const string Elsewhere = "https://qualysapi.qg2.apps.qualys.eu";

    [Fact]
    public async Task Leaves_what_failed_unless_it_is_asked_for()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        run.Sandbox.Faults.Add(Fault.Refused(), Fault.ShortCount(0), Fault.Unauthorized());
        await Assert.ThrowsAsync<QualysAuthenticationException>(() => run.SendAsync());
        run.Sandbox.Faults.Clear();
        RunResumption left = RunResumption.Read(run.Path);

        await run.SendAsync(leavesFailed: true);

        Assert.Equal((3L, 4L, 2L), (left.BatchesLeft, left.AssetsLeft, left.BatchesFailed));
        Assert.Equal(3, run.Requests.Count - 3);
        Assert.Equal(["1.1 Failed", "1.2 Partial", "2.1 Succeeded", "2.2 Succeeded", "3.1 Succeeded"], run.Outcomes());
        Assert.Contains(run.Warnings, warning => warning.EndsWith("confirmed; left as they are: 1 partial, 1 failed.", StringComparison.Ordinal));
        RunResumption rest = RunResumption.Read(run.Path);
        Assert.False(rest.IsAnythingLeft(retriesFailed: false));
        Assert.True(rest.IsAnythingLeft(retriesFailed: true));

        await run.SendAsync();

        Assert.False(RunResumption.Read(run.Path).IsAnythingLeft(retriesFailed: true));
    }

    [Fact]
    public async Task Takes_no_other_host_than_the_one_that_acted()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        run.Sandbox.Faults.Add(Fault.Refused());
        await run.SendAsync();
        RunResumption left = RunResumption.Read(run.Path);
        QualysAddress sandbox = QualysAddress.Parse(run.Sandbox.Address.ToString());

        Assert.Equal(sandbox.ToString(), left.FindTarget(null, null, null)!.Api.ToString());
        Assert.Equal(sandbox.ToString(), left.FindTarget(sandbox, null, null)!.Api.ToString());
        Assert.Equal(
            "DatabaseOfAnotherHost", Assert.Throws<RunDatabaseException>(() => left.FindTarget(QualysAddress.Parse(Elsewhere), null, null)).ErrorId);
    }

    [Fact]
    public async Task Takes_any_host_where_the_one_on_record_refused_the_account()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        run.Sandbox.Faults.Add(Fault.Unauthorized());
        await Assert.ThrowsAsync<QualysAuthenticationException>(() => run.SendAsync());
        RunResumption left = RunResumption.Read(run.Path);

        Assert.Equal(Elsewhere, left.FindTarget(QualysAddress.Parse(Elsewhere), null, null)!.Api.ToString());
        Assert.Equal(run.Sandbox.Address.Authority, left.FindTarget(null, null, null)!.Api.Authority);
    }

    [Theory]
    [InlineData("https://qualysapi.qg9.apps.qualys.com.evil.example")]
    [InlineData("https://qualysapi.qg3.apps.qualys.com:8443")]
    [InlineData("https://evil.example")]
    public async Task Sends_no_account_where_only_a_file_says_so(string host)
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        run.Sandbox.Faults.Add(Fault.Unauthorized());
        await Assert.ThrowsAsync<QualysAuthenticationException>(() => run.SendAsync());
        run.Change($"UPDATE run SET options = json_set(options, '$.address', '{host}') WHERE stage = 'Update'");
        RunResumption left = RunResumption.Read(run.Path);

        Assert.Equal("HostNotNamed", Assert.Throws<RunDatabaseException>(() => left.FindTarget(null, null, null)).ErrorId);
        Assert.Equal(host, left.FindTarget(QualysAddress.Parse(host), null, null)!.Api.ToString());
    }

    [Fact]
    public async Task Signs_in_at_no_gateway_that_only_a_file_names()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        run.Sandbox.Faults.Add(Fault.Unauthorized());
        await Assert.ThrowsAsync<QualysAuthenticationException>(() => run.SendAsync());
        run.Change(
            "UPDATE run SET options = json_set(options, '$.gateway', 'https://evil.example', '$.updateAuthentication', 'Bearer') WHERE stage = 'Update'");
        RunResumption left = RunResumption.Read(run.Path);
        QualysAddress named = QualysAddress.Parse("https://gateway.example");

        Assert.Equal("HostNotNamed", Assert.Throws<RunDatabaseException>(() => left.FindTarget(null, null, null)).ErrorId);
        UpdateTarget target = left.FindTarget(null, null, named)!;
        Assert.Equal((QualysUpdateAuthentication.Bearer, "https://gateway.example"), (target.Authentication, target.Gateway!.ToString()));
        Assert.Null(left.FindTarget(null, QualysUpdateAuthentication.Basic, null)!.Gateway);
    }

    [Fact]
    public async Task Is_refused_where_nobody_has_begun_to_send()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();

        Assert.Equal("NeverSent", Assert.Throws<RunDatabaseException>(() => RunResumption.Read(run.Path)).ErrorId);
    }
}
