using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>Where what was sent is read, by what is named and what is on record: an account goes to no host that only a file names.</summary>
public sealed class Where_a_run_is_read_back
{
    private const string Api = "https://qualysapi.qg2.apps.qualys.eu";
    private const string Gateway = "https://gateway.qg2.apps.qualys.eu";
    private const string OtherApi = "https://qualysapi.qg3.apps.qualys.com";
    private const string OtherGateway = "https://gateway.qg3.apps.qualys.com";
    private const string Strange = "https://strange.example.org";

    [Theory]
    // On record: API host and gateway; named: API host and gateway; and where it goes.
    [InlineData(null, null, null, null, "nowhere", "nowhere")]
    [InlineData(null, null, null, OtherGateway, "nowhere", OtherGateway)]
    [InlineData(null, null, OtherApi, null, OtherApi, "nowhere")]
    [InlineData(null, null, OtherApi, OtherGateway, OtherApi, OtherGateway)]
    [InlineData(Api, null, null, null, Api, "nowhere")]
    [InlineData(Api, Gateway, null, null, Api, Gateway)]
    [InlineData(Api, Gateway, Api, null, Api, Gateway)]
    [InlineData(Api, Gateway, Api, OtherGateway, Api, OtherGateway)]
    [InlineData(Api, Gateway, null, OtherGateway, "nowhere", OtherGateway)]
    [InlineData(Api, Gateway, OtherApi, null, OtherApi, "nowhere")]
    [InlineData(Api, Gateway, OtherApi, OtherGateway, OtherApi, OtherGateway)]
    [InlineData(Strange, null, Strange, null, Strange, "nowhere")]
    [InlineData(Strange, Strange, null, Strange, "nowhere", Strange)]
    [InlineData(Strange, Strange, null, OtherGateway, "nowhere", OtherGateway)]
    [InlineData(Api, Strange, OtherApi, null, OtherApi, "nowhere")]
    [InlineData(Api, Strange, Api, Gateway, Api, Gateway)]
    public void Is_what_is_named_and_of_the_same_host_what_is_on_record(
        string? recordedApi, string? recordedGateway, string? api, string? gateway, string expectedApi, string expectedGateway)
    {
        (QualysAddress? Api, QualysAddress? Gateway) found = Recorded(recordedApi, recordedGateway).FindHosts(Address(api), Address(gateway));

        Assert.Equal((expectedApi, expectedGateway), (found.Api?.ToString() ?? "nowhere", found.Gateway?.ToString() ?? "nowhere"));
    }

    [Theory]
    [InlineData(Strange, null, null, Strange)]
    [InlineData(Strange, Gateway, null, Strange)]
    [InlineData(Api, Strange, null, Strange)]
    [InlineData(Api, Strange, Api, Strange)]
    public void Is_no_host_that_only_a_file_names(string recordedApi, string? recordedGateway, string? api, string refused)
    {
        RunResumption run = Recorded(recordedApi, recordedGateway);

        RunDatabaseException refusal = Assert.Throws<RunDatabaseException>(() => run.FindHosts(Address(api), null));

        Assert.Equal("HostNotNamed", refusal.ErrorId);
        Assert.Contains(new Uri(refused).Host, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(run.DatabasePath, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Of_a_dry_run_is_named_by_a_file_alone_too_for_nobody_is_called(bool isGateway, bool isBearer)
    {
        RunResumption run = Recorded(isGateway ? Api : Strange, isGateway ? Strange : null);
        QualysUpdateAuthentication by = isBearer ? QualysUpdateAuthentication.Bearer : QualysUpdateAuthentication.Basic;

        UpdateTarget target = run.FindTarget(null, by, null, isCalled: false)!;

        Assert.Equal((isGateway ? Api : Strange, isBearer ? Strange : null), (target.Api.ToString(), target.Gateway?.ToString()));
    }

    private static RunResumption Recorded(string? api, string? gateway)
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1", "a"));
        SqliteFile.Execute(
            run.DatabasePath, $"UPDATE run SET options = json_patch(options, json_object('address', {Text(api)}, 'gateway', {Text(gateway)})) WHERE stage = 'Update'");
        return RunResumption.OfSent(run.DatabasePath);

        static string Text(string? value) => value is null ? "NULL" : $"'{value}'";
    }

    private static QualysAddress? Address(string? text) => text is null ? null : QualysAddress.Parse(text);
}
