using System.Text;
using System.Text.Json;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Sending;
using QualysSandbox;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>What the database says of calls, and when it says it.</summary>
public sealed class Recording_of_calls
{
    [Fact]
    public async Task A_call_is_on_disk_before_it_is_sent()
    {
        List<string>? seen = null;
        UpdateScenario? scenario = null;
        var options = new SandboxOptions
        {
            Answering = request => seen ??= scenario!.Query(
                "SELECT c.attempt, c.answered_at IS NULL, e.outcome, e.status FROM api_calls c JOIN batch_execution e USING (group_number, batch_number) ORDER BY call_id LIMIT 1"),
        };
        await using (scenario = await UpdateScenario.StartAsync(options))
        {
            await scenario.SendAsync(UpdateScenario.Quick with { ThrottleLimit = 1 });
        }

        Assert.Equal(["1|1|InDoubt|none"], seen);
    }

    [Fact]
    public async Task What_came_of_a_batch_that_failed_is_on_disk_when_it_is_told()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["7,Ann"]);
        scenario.Sandbox.Faults.Add(Fault.Refused("INVALID_REQUEST", "no such asset", "none"));
        List<string> seen = [];
        scenario.OnResult = _ => seen.AddRange(scenario.Query("SELECT outcome, status, instr(execution_log, 'no such asset') > 0 "
            + "FROM qualys_attribute_payloads_transformed_execution_log"));

        await scenario.SendAsync();

        Assert.Equal(["Failed|200|1"], seen);
    }

    [Fact]
    public async Task Every_attempt_is_a_row_with_its_answer_and_its_wait()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["7,Ann"]);
        scenario.Sandbox.Faults.Add(Fault.RateLimited().ToWait(TimeSpan.FromSeconds(1)), Fault.DroppedBeforeChange());

        await scenario.SendAsync();

        Assert.Equal(
            ["1|409|1965||1|RateLimit|1", "2||||0.01|BackOff|0", "3|200|SUCCESS|1|||1"],
            scenario.Query(
                "SELECT attempt, http_status, response_code, confirmed_count, round(wait_seconds, 2), wait_cause, answered_at IS NOT NULL FROM api_calls ORDER BY call_id"));
        Assert.Equal(3, scenario.Counts.Calls);
        Assert.Equal(["3|200"], scenario.Query("SELECT attempts, status FROM qualys_attribute_payloads_transformed_execution_log"));
    }

    [Fact]
    public async Task A_batch_without_an_answer_has_in_its_log_why_there_is_none()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["7,Ann"]);
        scenario.Sandbox.Faults.Add(Fault.DroppedBeforeChange());

        await scenario.SendAsync(UpdateScenario.Quick with { MaxAttempts = 1 });

        Assert.Equal(["Failed|1"], scenario.Query("SELECT outcome, execution_log = (SELECT error FROM api_calls) FROM qualys_attribute_payloads_transformed_execution_log"));
    }

    [Fact]
    public async Task The_body_on_record_is_the_body_that_was_sent_and_the_log_holds_the_answer()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["7,Ünïcödé 保険 \\ \t/ 🙂"]);

        await scenario.SendAsync();

        RecordedRequest request = Assert.Single(scenario.Sandbox.Requests);
        Assert.Equal([request.Body], scenario.Query("SELECT payload FROM qualys_attribute_payloads_transformed"));
        Assert.Equal([request.AnswerBody!], scenario.Query("SELECT execution_log FROM qualys_attribute_payloads_transformed_execution_log"));
        using JsonDocument body = JsonDocument.Parse(request.Body);
        JsonElement attribute = body.RootElement.GetProperty("ServiceRequest").GetProperty("data").GetProperty("Asset")
            .GetProperty("customAttributes").GetProperty("add").GetProperty("CustomAttribute")[0];
        Assert.Equal("Ünïcödé 保険 \\ \t/ 🙂", attribute.GetProperty("value").GetString());
    }

    [Fact]
    public async Task A_call_carries_the_headers_that_Qualys_expects()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["7,Ann"]);

        await scenario.SendAsync();

        RecordedRequest request = Assert.Single(scenario.Sandbox.Requests);
        Assert.Equal("/qps/rest/2.0/update/am/asset", request.Path);
        Assert.Equal("POST", request.Method);
        Assert.True(request.Authenticated);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.Equal("application/json", request.Headers["Accept"]);
        Assert.Equal("custom_attributes_connector_v1.0", request.Headers["X-Requested-With"]);
        Assert.Equal("custom_attributes_connector_v1.0 function=add group=1 batch=1", request.Headers["User-Agent"]);
    }

    [Fact]
    public async Task The_password_is_in_no_file_no_event_and_no_error()
    {
        string json = JsonSerializer.Serialize(UpdateScenario.Password);
        string token = Convert.ToBase64String(Encoding.UTF8.GetBytes($"sandbox:{UpdateScenario.Password}"));
        string echo = $"you sent {UpdateScenario.Password} or {json} as Basic {token}";
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();
        scenario.Sandbox.Faults.Add(
            Fault.Status(500, echo, "text/plain"), Fault.Refused("INVALID_REQUEST", echo, echo), Fault.Status(400, echo, "text/plain"), Fault.Unauthorized());

        string error = (await Assert.ThrowsAsync<QualysAuthenticationException>(() => scenario.SendAsync())).ToString();

        string said = error + string.Join('\n', scenario.Events) + string.Join('\n', scenario.Results);
        Assert.NotEmpty(scenario.Results);
        foreach (string secret in (string[])[UpdateScenario.Password, json.Trim('"'), token])
        {
            Assert.DoesNotContain(secret, said, StringComparison.Ordinal);
            Each.Holds(scenario.Files(), file => Assert.True(file.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, "a secret is on disk"));
        }

        Assert.Contains("[redacted]", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_writes_the_plan_and_calls_nobody()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();
        using var stage = DryRunStage.Start(scenario.DatabasePath, new SendOptions { Function = QualysFunction.Add });
        foreach (QualysBatch batch in stage.ChooseBatches(TestContext.Current.CancellationToken))
        {
            stage.Enter(batch);
        }

        stage.Complete();

        Assert.Empty(scenario.Sandbox.Requests);
        Assert.Equal(["none|none|NotSent|0", "none|none|NotSent|0", "none|none|NotSent|0"], scenario.Query(
            "SELECT status, execution_log, outcome, attempts FROM qualys_attribute_payloads_transformed_execution_log"));
        Assert.Empty(scenario.Query("SELECT * FROM api_calls"));
    }
}
