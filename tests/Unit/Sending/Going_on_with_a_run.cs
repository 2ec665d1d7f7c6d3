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
        Assert.Equal($"Nothing is left to send of what was chosen in '{run.Path}' but 2 batches that failed or are partial.", rest.NothingLeft);

        await run.SendAsync();

        RunResumption nothing = RunResumption.Read(run.Path);
        Assert.False(nothing.IsAnythingLeft(retriesFailed: true));
        Assert.Equal($"Nothing is left to send of what was chosen in '{run.Path}': every batch is confirmed.", nothing.NothingLeft);
    }

    [Theory]
    [InlineData("3.1", "Failed", 0, 1, false, true)]
    [InlineData("3.1", "Partial", 0, 1, false, true)]
    [InlineData("3.1", "NotSent", 1, 0, true, true)]
    [InlineData("3.1", "InDoubt", 1, 0, true, true)]
    [InlineData("1.1", "NotSent", 1, 0, true, true)]
    public async Task Is_told_what_is_left_of_a_single_batch(string batch, string outcome, long left, long failed, bool isLeft, bool isLeftWithFailed)
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        await run.SendAsync();
        run.Change($"UPDATE batch_execution SET outcome = '{outcome}' WHERE group_number || '.' || batch_number = '{batch}'");

        RunResumption found = RunResumption.Read(run.Path);

        Assert.Equal((left, failed), (found.BatchesLeft, found.BatchesFailed));
        Assert.Equal(batch == "1.1" ? 2 : left, found.AssetsLeft);
        Assert.Equal((isLeft, isLeftWithFailed), (found.IsAnythingLeft(retriesFailed: false), found.IsAnythingLeft(retriesFailed: true)));
        Assert.EndsWith(failed == 0 ? "': every batch is confirmed." : "' but 1 batch that failed or is partial.", found.NothingLeft, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_refused_while_somebody_works_on_it()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        await run.SendAsync(new BatchChoice { First = 1 });
        using RunDatabase database = RunDatabase.Open(run.Path);

        RunDatabaseException refusal = Assert.Throws<RunDatabaseException>(() => RunResumption.Read(run.Path));

        Assert.Equal(("DatabaseInUse", true), (refusal.ErrorId, refusal.Message.Contains(run.Path, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Finds_what_is_left_of_a_choice_and_of_what_nobody_chose_yet()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        using (RunDatabase database = RunDatabase.OpenForReading(run.Path))
        {
            RunResumption planned = RunResumption.Of(database);
            Assert.Equal((false, 5L, 7L, 0L), (planned.HasBegun, planned.BatchesLeft, planned.AssetsLeft, planned.BatchesFailed));
            Assert.Null(planned.Target);
            Assert.Null(planned.FindTarget(null, null, null));
        }

        await run.SendAsync(new BatchChoice { First = 2 });
        using RunDatabase sent = RunDatabase.OpenForReading(run.Path);
        Assert.Equal((true, 0L, 0L), (RunResumption.Of(sent).HasBegun, RunResumption.Of(sent).BatchesLeft, RunResumption.Of(sent).AssetsLeft));
    }

    [Fact]
    public async Task Takes_the_way_of_signing_in_that_is_on_record_and_of_another_host_nothing()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        run.Sandbox.Faults.Add(Fault.Unauthorized());
        await Assert.ThrowsAsync<QualysAuthenticationException>(() => run.SendAsync());
        run.Change(
            "UPDATE run SET options = json_set(options, '$.gateway', 'https://gateway.qg1.apps.qualys.eu', '$.updateAuthentication', 'Bearer') WHERE stage = 'Update'");
        RunResumption left = RunResumption.Read(run.Path);

        UpdateTarget recorded = left.FindTarget(null, null, null)!;
        Assert.Equal((QualysUpdateAuthentication.Bearer, "https://gateway.qg1.apps.qualys.eu"), (recorded.Authentication, recorded.Gateway?.ToString()));
        UpdateTarget same = left.FindTarget(QualysAddress.Parse(run.Sandbox.Address.ToString()), null, null)!;
        Assert.Equal((recorded.Authentication, recorded.Gateway?.ToString()), (same.Authentication, same.Gateway?.ToString()));
        UpdateTarget other = left.FindTarget(QualysAddress.Parse(Elsewhere), null, null)!;
        Assert.Equal((QualysUpdateAuthentication.Basic, null), (other.Authentication, other.Gateway));
        Assert.Null(left.FindTarget(QualysAddress.Parse(Elsewhere), QualysUpdateAuthentication.Bearer, null)!.Gateway);
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
