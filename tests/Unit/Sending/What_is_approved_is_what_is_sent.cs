using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>Between the review and the call nobody can put something else in the plan's place.</summary>
public sealed class What_is_approved_is_what_is_sent
{
    [Theory]
    [InlineData("UPDATE payload_batch SET asset_ids = '1,9' WHERE group_number = 1 AND batch_number = 1")]
    [InlineData("UPDATE payload_batch SET asset_ids = '1', count_asset_ids = 1 WHERE group_number = 1 AND batch_number = 1")]
    [InlineData("UPDATE payload_batch SET asset_ids = '9,8' WHERE batch_id = 1; UPDATE payload_group SET asset_ids = '9,8,3' WHERE group_number = 1")]
    [InlineData("UPDATE payload_batch SET asset_ids = '1,2,1 OR 1=1'")]
    [InlineData("UPDATE payload_batch SET asset_ids = ''")]
    [InlineData("UPDATE payload_batch SET asset_ids = '1,,2'")]
    [InlineData("UPDATE payload_batch SET asset_ids = '0,1'")]
    [InlineData("UPDATE payload_batch SET asset_ids = '01,2'")]
    [InlineData("UPDATE payload_batch SET asset_ids = '1, 2'")]
    [InlineData("UPDATE payload_batch SET asset_ids = '10000000000000000000,2'")]
    [InlineData("UPDATE payload_batch SET asset_ids = x'ff', count_asset_ids = 1")]
    [InlineData("UPDATE payload_batch SET count_asset_ids = 1")]
    [InlineData("UPDATE payload_batch SET count_asset_ids = 4294967298")]
    [InlineData("UPDATE payload_batch SET group_number = 3, batch_number = 9 WHERE batch_id = 1")]
    [InlineData("UPDATE payload_batch SET group_number = 4294967297 WHERE batch_id = 1")]
    [InlineData("DELETE FROM payload_batch WHERE batch_id = 1; DELETE FROM batch_execution WHERE execution_id = 1")]
    [InlineData("INSERT INTO payload_batch (group_number, batch_number, count_asset_ids, asset_ids) VALUES (1, 9, 1, '99')")]
    [InlineData("DELETE FROM payload_group WHERE group_number = 1")]
    [InlineData("UPDATE payload_group SET attribute_set_id = 3 WHERE group_number = 1")]
    [InlineData("UPDATE payload_group SET attribute_set_id = 77 WHERE group_number = 1")]
    [InlineData("UPDATE attribute_set SET Business = 'evil' WHERE attribute_set_id = 1")]
    [InlineData("UPDATE plan SET digest = 'x'")]
    [InlineData("DELETE FROM plan")]
    [InlineData("UPDATE batch_execution SET function = 'destroy'")]
    [InlineData("UPDATE batch_execution SET function = 'remove' WHERE execution_id = 1")]
    [InlineData("UPDATE batch_execution SET function = 'remove'")]
    [InlineData("UPDATE batch_execution SET function = 'remove'; UPDATE run SET options = replace(options, '\"function\":\"add\"', '\"function\":\"remove\"')")]
    [InlineData("UPDATE batch_execution SET function = 'remove'; UPDATE run SET options = '{}' WHERE stage = 'Update'")]
    [InlineData("DELETE FROM batch_execution; DELETE FROM run WHERE stage = 'Update'; "
        + "UPDATE run SET options = json_set(options, '$.function', 'remove') WHERE stage = 'Import'")]
    [InlineData("UPDATE batch_execution SET outcome = '3'")]
    [InlineData("UPDATE batch_execution SET outcome = 'Succeeded'")]
    [InlineData("UPDATE batch_execution SET attempts = 1")]
    [InlineData("INSERT INTO batch_execution (group_number, batch_number, function, outcome) VALUES (9, 9, 'add', 'NotSent')")]
    [InlineData("INSERT INTO api_calls (group_number, batch_number, function, attempt, url, count_asset_ids, sent_at) VALUES (1, 1, 'add', 1, '', 1, '')")]
    [InlineData("UPDATE lease SET calls = 7")]
    [InlineData("DELETE FROM lease")]
    [InlineData("UPDATE run SET input = 'Else'")]
    [InlineData("UPDATE payload_group SET asset_ids = '42', count_asset_ids = 1 WHERE group_number = 1")]
    [InlineData("UPDATE axonius_record SET qualys_id = 5 WHERE record_id = 1")]
    [InlineData("UPDATE axonius_record SET attribute_set_id = 2 WHERE record_id = 1")]
    [InlineData("DELETE FROM stage_range")]
    [InlineData("INSERT INTO lease (calls) VALUES (0)")]
    [InlineData("INSERT INTO identity SELECT 'x' || id FROM identity")]
    [InlineData("DELETE FROM batch_execution WHERE group_number = 2")]
    [InlineData("DELETE FROM run WHERE run_id > 1")]
    [InlineData("DELETE FROM run WHERE stage = 'Update'")]
    [InlineData("DELETE FROM run WHERE stage = 'Split'")]
    [InlineData("UPDATE attribute_set SET Business = x'00'")]
    [InlineData("UPDATE run SET options = json_set(options, '$.batchSize', 1) WHERE stage = 'Split'")]
    public async Task A_plan_that_was_edited_is_refused_before_anything_is_sent(string change)
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        run.Change(change);

        RunDatabaseException exception = await Assert.ThrowsAsync<RunDatabaseException>(() => run.SendAsync());

        Assert.Contains(exception.ErrorId, (string[])["PlanChanged", "DatabaseNotTrusted", "DatabaseDamaged"]);
        Assert.Empty(run.Sandbox.Requests);
    }

    [Theory]
    [InlineData("UPDATE batch_execution SET function = 'remove'", "it was chosen with the function 'add', and batches of it have another one")]
    [InlineData(
        "UPDATE batch_execution SET function = 'remove'; UPDATE run SET options = '{}' WHERE stage = 'Update'",
        "it was reviewed with another function than remove, which is on record by now")]
    public async Task Whoever_changed_the_function_reads_which_one_was_reviewed(string change, string why)
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        run.Change(change);

        string message = (await run.RequireRefusedAsync("PlanChanged")).Message;
        Assert.True(message.Contains(why, StringComparison.Ordinal), message);
    }

    [Theory]
    [InlineData("UPDATE api_calls SET http_status = 500, response_code = NULL, confirmed_count = NULL")]
    [InlineData("UPDATE api_calls SET http_status = NULL")]
    [InlineData("UPDATE api_calls SET answered_at = NULL")]
    [InlineData("UPDATE api_calls SET response_code = 'INVALID_REQUEST'")]
    [InlineData("UPDATE api_calls SET confirmed_count = 0")]
    [InlineData("UPDATE api_calls SET confirmed_count = 0; UPDATE batch_execution SET confirmed_count = 0 WHERE outcome = 'Succeeded'")]
    [InlineData("UPDATE api_calls SET count_asset_ids = 99")]
    [InlineData("UPDATE batch_execution SET confirmed_count = 1 WHERE outcome = 'Succeeded'")]
    [InlineData("UPDATE batch_execution SET outcome = 'Partial' WHERE outcome = 'Succeeded'")]
    public async Task A_batch_is_not_called_done_where_its_calls_say_something_else(string change)
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        await run.SendAsync(new BatchChoice { GroupNumbers = [1] });
        int requests = run.Requests.Count;
        run.Change(change);

        RunDatabaseException exception = await Assert.ThrowsAsync<RunDatabaseException>(() => run.SendAsync());

        Assert.Equal("DatabaseNotTrusted", exception.ErrorId);
        Assert.Equal(requests, run.Requests.Count);
    }

    [Theory]
    [InlineData("UPDATE payload_batch SET asset_ids = '99', count_asset_ids = 1 WHERE group_number = 3")]
    [InlineData("UPDATE attribute_set SET Business = 'evil' WHERE attribute_set_id = 3")]
    [InlineData("DROP VIEW qualys_attribute_payloads_transformed; CREATE VIEW qualys_attribute_payloads_transformed AS "
        + "SELECT '{}' AS payload, group_number, batch_number FROM batch_execution")]
    public async Task What_is_edited_while_it_is_sent_does_not_go_out_either(string change)
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        int calls = 0;
        run.Watch = each =>
        {
            if (each is CallEnded && ++calls == 2)
            {
                run.Change(change);
            }
        };

        RunDatabaseException exception = await Assert.ThrowsAsync<RunDatabaseException>(() => run.SendAsync());

        Assert.Contains(exception.ErrorId, (string[])["PlanChanged", "DatabaseNotTrusted"]);
        Assert.DoesNotContain("7", run.Requests);
        Assert.DoesNotContain("99", run.Requests);
    }

    [Fact]
    public async Task A_digest_lets_the_plan_that_was_reviewed_go_and_no_other()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        string digest = DigestOf(run);

        await run.RequireRefusedAsync("PlanChanged", () => run.SendAsync(digest: new string('0', 64)));
        await run.RequireRefusedAsync("PlanChanged", () => run.SendAsync(digest: digest, function: QualysFunction.Remove));
        Assert.Equal(5, (await run.SendAsync(digest: digest.ToUpperInvariant())).Count);
    }

    [Theory]
    [InlineData("INSERT INTO batch_execution (group_number, batch_number, function, outcome) VALUES (3, 1, 'add', 'NotSent')")]
    [InlineData("DELETE FROM batch_execution; INSERT INTO batch_execution (group_number, batch_number, function, outcome) VALUES (3, 1, 'add', 'NotSent')")]
    [InlineData("UPDATE payload_batch SET asset_ids = '1,3' WHERE group_number = 1 AND batch_number = 1; UPDATE payload_batch SET asset_ids = '2' WHERE group_number = 1 AND batch_number = 2")]
    [InlineData("UPDATE run SET outcome = 'incomplete' WHERE stage = 'Update'; INSERT INTO batch_execution (group_number, batch_number, function, outcome) VALUES (3, 1, 'add', 'NotSent')")]
    public async Task The_digest_of_a_part_lets_that_part_go_and_no_other(string change)
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        string whole = DigestOf(run);
        using (DryRunStage stage = DryRunStage.Start(run.Path, new SendOptions { Choice = new BatchChoice { First = 1 }, Caller = "review" }))
        {
            stage.EnterAndCountAll(TestContext.Current.CancellationToken);
            stage.Complete();
        }

        string part = DigestOf(run);
        Assert.NotEqual(whole, part);
        string copy = run.Plan.Folder.File("copy.db");
        File.Copy(run.Path, copy);
        run.Change(change);

        await run.RequireRefusedAsync("PlanChanged", () => run.SendAsync(digest: part));
        await run.RequireRefusedAsync("PlanChanged", () => run.SendAsync(new BatchChoice { GroupNumbers = [2] }, digest: part));

        File.Copy(copy, run.Path, overwrite: true);
        Assert.Single(await run.SendAsync(digest: part));
        Assert.Equal(["1,2"], run.Requests);
        Assert.Equal(5, (await run.SendAsync(new BatchChoice { All = true }, digest: whole)).Count);
    }

    [Fact]
    public async Task What_was_chosen_and_reviewed_is_not_changed_without_a_digest_either()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        run.Change("DELETE FROM batch_execution WHERE group_number > 1");

        await run.RequireRefusedAsync("PlanChanged");
    }

    [Fact]
    public async Task Whoever_edits_the_plan_and_its_digest_too_makes_another_plan()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        string reviewed = DigestOf(run);
        run.Change("UPDATE attribute_set SET Business = 'evil' WHERE attribute_set_id = 1");
        using (RunDatabase database = RunDatabase.Open(run.Path))
        {
            PlanDigest.Store(database, ConnectorStage.Split, PlanDigest.OfBatches(database, TestContext.Current.CancellationToken));
        }

        await run.RequireRefusedAsync("PlanChanged", () => run.SendAsync(digest: reviewed));
    }

    [Fact]
    public async Task Nor_does_another_plan_get_in_between_the_choice_and_the_reading_of_its_batches()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        string reviewed = DigestOf(run);
        using (DryRunStage stage = DryRunStage.Start(run.Path, new SendOptions { Choice = new BatchChoice { First = 1 }, Caller = "review" }))
        {
            stage.EnterAndCountAll(TestContext.Current.CancellationToken);
            stage.Complete();
        }

        const string Edit = "UPDATE attribute_set SET Business = 'evil' WHERE attribute_set_id = 1";
        string copy = run.Plan.Folder.File("copy.db");
        File.Copy(run.Path, copy);
        SqliteFile.Execute(copy, Edit);
        string edited;
        using (RunDatabase database = RunDatabase.Open(copy))
        {
            edited = PlanDigest.OfBatches(database, TestContext.Current.CancellationToken).Digest;
        }

        run.Watch = each =>
        {
            if (each is ConnectorWarning)
            {
                run.Change($"{Edit}; UPDATE plan SET digest = '{edited}' WHERE stage = '{ConnectorStage.Split}'");
            }
        };

        RunDatabaseException exception = await Assert.ThrowsAsync<RunDatabaseException>(() => run.SendAsync(new BatchChoice { All = true }, digest: reviewed));

        Assert.Equal("PlanChanged", exception.ErrorId);
        Assert.Contains(reviewed, exception.Message, StringComparison.Ordinal);
        Assert.Empty(run.Requests);
    }

    [Fact]
    public async Task The_same_plan_has_the_same_digest_in_every_database()
    {
        await using ResumedRun one = await ResumedRun.StartAsync();
        await using ResumedRun other = await ResumedRun.StartAsync();
        await using ResumedRun removing = await ResumedRun.StartAsync(QualysFunction.Remove);

        Assert.Equal(DigestOf(one), DigestOf(other));
        Assert.NotEqual(DigestOf(one), DigestOf(removing));
    }

    [Fact]
    public void The_text_that_is_made_of_the_parts_is_the_text_of_the_view()
    {
        var random = new Random(20261127);
        string letters = "\"\\/'\b\f\n\r\t\u0001\u001f\u007f\u0080\u00a0\u2028\uffef=<>&{}[]:, aZ09ÄÖ漢🦊\U000E0041";
        string[] signs = [.. letters.EnumerateRunes().Select(rune => rune.ToString())];
        string[] values = [.. Enumerable.Range(0, 300).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => signs[random.Next(signs.Length)])))];
        AxoniusContract contract = new("Id", [new AxoniusColumn("A", "A \"quoted\" key's"), new AxoniusColumn("B", "B\\ä")]);
        using TestRun run = TestRun.Whole(
            Enumerable.Range(0, 3).Aggregate(new ExportBuilder(contract), (export, i) => export.Row($"{i + 1}", $"v{i}", "w")), contract);
        for (int i = 0; i < values.Length; i += 2)
        {
            SqliteFile.Execute(run.DatabasePath, $"UPDATE attribute_set SET \"{contract.Keys[0].Replace("\"", "\"\"", StringComparison.Ordinal)}\" = $1, \"{contract.Keys[1]}\" = $2 WHERE attribute_set_id = 1", values[i], values[i + 1]);
            string shown = run.Cell("SELECT payload FROM qualys_attribute_payloads_transformed WHERE asset_ids = '1'")!;

            Assert.Equal(
                shown,
                UpdateRequestBody.Of(QualysFunction.Add, [1], [new CustomAttributeValue(contract.Keys[0], values[i]), new CustomAttributeValue(contract.Keys[1], values[i + 1])]));
        }
    }

    [Fact]
    public void A_request_without_assets_or_attributes_cannot_be_made()
    {
        CustomAttributeValue[] attributes = [new("K", "v")];

        Assert.Throws<ArgumentOutOfRangeException>(() => UpdateRequestBody.Of(QualysFunction.Add, [], attributes));
        Assert.Throws<ArgumentOutOfRangeException>(() => UpdateRequestBody.Of(QualysFunction.Add, [1, 0], attributes));
        Assert.Throws<ArgumentOutOfRangeException>(() => UpdateRequestBody.Of(QualysFunction.Add, [1], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => UpdateRequestBody.Of((QualysFunction)9, [1], attributes));
    }

    private static string DigestOf(ResumedRun run) => RunReport.Read(run.Path).PlanDigest!;
}
