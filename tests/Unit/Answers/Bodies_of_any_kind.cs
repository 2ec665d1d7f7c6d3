using System.Diagnostics;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Answers;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Shared.Inventory;
using QualysCustomAttributes.Unit.Sending;
using QualysSandbox.Faults;
using Xunit;
using SandboxEndpoint = QualysSandbox.Faults.QualysEndpoint;

namespace QualysCustomAttributes.Unit.Answers;

/// <summary>Whatever a body is, reading it ends one call, on record with its status; never the run, and never beyond the call's time.</summary>
public sealed class Bodies_of_any_kind
{
    public static TheoryData<string> Damaged =>
    [
        "unknownCharset", "unknownCoding", "corruptGzip", "corruptDeflate", "corruptBrotli", "hugeAnswer", "compressedBomb", "hugeXml",
        "deepJson", "deepXml", "maintenancePage", "internalError",
    ];

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Is_damaged_where_deflate_is_laid_over_what_is_not_compressed(string coding)
    {
        using var content = new ByteArrayContent("eyJhbGciOiJSUzI1NiJ9.e30.c2ln"u8.ToArray());
        content.Headers.ContentEncoding.Add("deflate");
        content.Headers.ContentEncoding.Add(coding);

        InvalidDataException exception = await Assert.ThrowsAsync<InvalidDataException>(
            () => AnswerBody.ReadAsync(content, 1 << 20, TestContext.Current.CancellationToken));

        Assert.Equal("its compression is damaged", exception.Message);
    }

    [Theory]
    [MemberData(nameof(Damaged))]
    public async Task Fails_that_call_of_an_update_alone(string name)
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();
        scenario.Sandbox.Faults.Add(null, Fault.ReportedAnswer(name));

        await scenario.SendAsync();

        Assert.True(scenario.IsFinalStateAsWanted());
        Assert.Equal(4, scenario.Sandbox.Requests.Count);
        string failed = Assert.Single(scenario.Query("SELECT http_status || '|' || ifnull(error, '') FROM api_calls WHERE response_code IS NOT 'SUCCESS'"));
        Assert.StartsWith("200|", failed, StringComparison.Ordinal);
        Assert.True(failed.Length > 10, failed);
    }

    [Theory]
    [MemberData(nameof(Damaged))]
    public async Task Fails_its_batch_with_its_status_where_it_stays(string name)
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["7,Ann"]);
        scenario.Sandbox.Faults.Add(Fault.ReportedAnswer(name).Always());

        await scenario.SendAsync(UpdateScenario.Quick with { MaxAttempts = 2 });

        QualysCustomAttributes.Sending.QualysUpdateResult result = Assert.Single(scenario.Results);
        Assert.Equal((UpdateOutcome.Failed, 200, 2), (result.Outcome, result.Status, result.Calls));
        Assert.DoesNotContain("Unexpected", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Damaged))]
    public async Task Fails_that_call_of_an_inventory_alone(string name)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        Fault fault = Fault.ReportedAnswer(name);
        scenario.Sandbox.Faults.Add(
            fault.On(SandboxEndpoint.Auth), fault.On(SandboxEndpoint.Count), Fault.Pass().On(SandboxEndpoint.Search), fault.On(SandboxEndpoint.Search));

        await scenario.ExportAsync();

        scenario.AssertFinalState();
        Assert.Equal(3, scenario.EventsOf<CallEnded>().Count(ended => ended.Call is { IsSuccess: false, Status: 200 }));
    }

    [Theory]
    [InlineData("maintenancePage", "'Scheduled maintenance'")]
    [InlineData("unknownCharset", "character set 'bogus' is not known")]
    [InlineData("hugeAnswer", "larger than 32 MB")]
    [InlineData("internalError", "Please contact support")]
    [InlineData("corruptGzip", "the answer cannot be read: its gzip compression is damaged")]
    [InlineData("corruptDeflate", "the answer cannot be read: its deflate compression is damaged")]
    [InlineData("corruptBrotli", "the answer cannot be read: its br compression is damaged")]
    [InlineData("deepJson", "is nested more than 64 deep")]
    [InlineData("deepXml", "is nested more than 64 deep")]
    public async Task Says_what_is_wrong_with_it(string name, string words)
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["7,Ann"]);
        scenario.Sandbox.Faults.Add(Fault.ReportedAnswer(name).Always());

        await scenario.SendAsync(UpdateScenario.Quick with { MaxAttempts = 1 });

        Assert.Contains(words, Assert.Single(scenario.Results).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("corruptGzip", 401)]
    [InlineData("hugeAnswer", 403)]
    public async Task Of_a_refusal_does_not_hide_it(string name, int status)
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.ReportedAnswer(name).WithStatus(status).Always());

        QualysAuthenticationException exception = await Assert.ThrowsAsync<QualysAuthenticationException>(() => scenario.SendAsync());

        Assert.Equal(status, exception.Status);
    }

    [Theory]
    [InlineData("countAsText")]
    [InlineData("countWithPoint")]
    [InlineData("dataAsObject")]
    public async Task Is_understood_where_it_is_a_success_written_in_another_way(string name)
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.ReportedAnswer(name).Repeated(3));

        await scenario.SendAsync();

        Assert.Equal((3, 6L, 0L), (scenario.Counts.Succeeded, scenario.Counts.AssetsConfirmed, scenario.Counts.AssetsAcceptedWithoutCount));
        Assert.Equal(3, scenario.Sandbox.Requests.Count);
    }

    [Theory]
    [InlineData("deepXml")]
    [InlineData("deepJson")]
    [InlineData("hugeXml")]
    public async Task Is_not_read_beyond_a_stop(string name)
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["7,Ann"]);
        scenario.Sandbox.Faults.Add(Fault.ReportedAnswer(name).Always());
        using var stop = new CancellationTokenSource();
        Task sending = scenario.SendAsync(UpdateScenario.Quick with { MaxAttempts = 1000 }, stop: stop.Token);
        await Eventually.HoldsAsync(() => scenario.Sandbox.Requests.Count > 1);

        long started = Stopwatch.GetTimestamp();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }
}
