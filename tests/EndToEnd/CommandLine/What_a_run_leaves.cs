using QualysCustomAttributes.EndToEnd.PowerShell;
using QualysSandbox;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>
/// Neither user, password, token nor the proxy's account stands in anything that a command says or leaves behind, in any form,
/// though the platform repeats them in all of them.
/// </summary>
public sealed class What_a_run_leaves
{
    private const string Proxy = "http://prx-user:prx-S3cr3t@127.0.0.1:9";

    private static readonly string[] ProxyAccount = ["prx-user", "prx-S3cr3t", "prx-user:prx-S3cr3t"];

    public static TheoryData<string, int?> Echoes => new()
    {
        { "nothing", null }, { "a refusal", 200 }, { "a refusal", 302 }, { "a refusal", 401 }, { "a refusal", 500 },
    };

    [Theory]
    [MemberData(nameof(Echoes))]
    public async Task No_secret_is_in_what_the_commands_say_and_leave(string answer, int? status)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(assets: 15);
        RunFolder folder = scenario.Folder;
        string[] send = ["--api-fqdn", RunFolder.AddressOf(scenario.Sandbox), "--max-attempts", "2", "--retry-min-seconds", "0", "--retry-max-seconds", "0"];
        string export = folder.WriteExport(assets: 6, groups: 3);
        Dictionary<string, string> environment = new(RunFolder.Credentials) { ["HTTPS_PROXY"] = Proxy, ["PGPASSWORD"] = "pg-S3cr3t" };
        List<ConnectorRun> runs = [];

        Echo(QualysEndpoint.Update);
        await RunAsync(["-c", export, "--dry-run", "--log-file", "dry.log", .. send]);
        await RunAsync(["-c", export, "--database", "run.db", "--log-file", "run.log", .. send]);
        await RunAsync(["--resume", "run.db", "--log-file", "resume.log", .. send]);
        foreach (QualysEndpoint endpoint in new[] { QualysEndpoint.Auth, QualysEndpoint.Count, QualysEndpoint.Search })
        {
            scenario.Sandbox.Faults.Clear();
            Echo(endpoint);
            await RunAsync(scenario.Arguments("--output", "inventory"));
            await RunAsync(scenario.Arguments("--count-only"));
        }

        scenario.Sandbox.Faults.Clear();
        await RunAsync(["-c", export, "--database", "sent.db", .. send]);
        Echo(QualysEndpoint.Get);
        await RunAsync(["verify", "sent.db", "--verify-timeout", "0", "--log-file", "verify.log", .. send]);

        scenario.Sandbox.Faults.Clear();
        await RunAsync(scenario.Arguments("--output", "inventory"));
        await RunAsync(["inventory", "--from-pages", "--force", "--output", "inventory"]);
        await RunAsync(["publish", "--inventory", "inventory", "--csv", "csv", "--snapshot", "snapshots"]);
        await RunAsync(["publish", "--inventory", "inventory", "--postgresql", "Host=127.0.0.1;Port=9;Username=pg-user;Database=d;Timeout=2"]);
        await RunAsync(["--help"]);
        await RunAsync(["publish", "--help"]);

        Assert.True(scenario.Sandbox.Requests.Count(request => request.Fault == "echo") >= (status is null ? 0 : 4), answer);
        WrittenSecrets secrets = WrittenSecrets.Of(
            RunFolder.UserName, RunFolder.Password, [.. scenario.Sandbox.Tokens.Issued, .. ProxyAccount, "pg-S3cr3t"]);
        Each.Holds(runs, run => secrets.RequireNotIn("output", run.Output + run.Error));
        secrets.RequireNotUnder(folder.FullName, nameOnRecord: RunFolder.UserName);

        void Echo(QualysEndpoint endpoint)
        {
            if (status is { } code)
            {
                scenario.Sandbox.Faults.Add(Fault.Echo(code).On(endpoint).Always());
            }
        }

        async Task RunAsync(string[] arguments) => runs.Add(await folder.RunAsync(environment, arguments));
    }

    [Fact]
    public async Task No_secret_is_in_what_any_fault_leaves()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(assets: 15);
        RunFolder folder = scenario.Folder;
        string export = folder.WriteExport(assets: 6, groups: 3);
        string[] faults =
        [
            "rateLimited", "concurrencyLimited", "tooManyRequests", "serviceUnavailable", "unauthorized", "forbidden", "droppedBeforeChange",
            "droppedAfterChange", "cutAnswer", "malformedJson", "refused", "otherError", "bareSuccess", "xmlAnswer", "proxyPage", "emptyAnswer",
        ];
        string[] ofTheGateway = ["tokenExpired", "noContent", "withoutHasMore", "nullLastSeenAssetId", "emptyPage"];
        foreach (string fault in faults.Concat(ofTheGateway))
        {
            foreach (QualysEndpoint endpoint in (QualysEndpoint[])[QualysEndpoint.Search, .. ofTheGateway.Contains(fault) ? [] : (QualysEndpoint[])[QualysEndpoint.Update]])
            {
                scenario.Sandbox.Faults.Clear();
                scenario.Sandbox.Faults.Add([.. FaultJson.Parse(
                    $$"""[{ "fault": "{{fault}}", "endpoint": "{{endpoint.ToString().ToLowerInvariant()}}", "times": 0 }]""")]);
                string name = $"{fault}.{endpoint}";
                string[] arguments = endpoint == QualysEndpoint.Search
                    ? scenario.Arguments("--output", name)
                    : ["-c", export, "--database", $"{name}.db", "--log-file", $"{name}.log", "--api-fqdn", RunFolder.AddressOf(scenario.Sandbox),
                        "--max-attempts", "2", "--retry-min-seconds", "0", "--retry-max-seconds", "0"];
                ConnectorRun run = await folder.RunAsync(RunFolder.Credentials, arguments);
                folder.Write($"{name}.txt", run.Output + run.Error);
            }
        }

        WrittenSecrets.Of(RunFolder.UserName, RunFolder.Password, [.. scenario.Sandbox.Tokens.Issued]).RequireNotUnder(folder.FullName, nameOnRecord: RunFolder.UserName);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(401)]
    [InlineData(500)]
    public async Task No_secret_is_in_what_the_cmdlets_say_and_leave(int status)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(assets: 15);
        RunFolder folder = scenario.Folder;
        scenario.Sandbox.Faults.Add(
            Fault.Echo(status).Always(),
            Fault.Pass().On(QualysEndpoint.Auth), Fault.Echo(status).On(QualysEndpoint.Auth), Fault.Pass().On(QualysEndpoint.Auth).Always(),
            Fault.Pass().On(QualysEndpoint.Count), Fault.Echo(status).On(QualysEndpoint.Count).Always(),
            Fault.Pass().On(QualysEndpoint.Search).Repeated(2), Fault.Echo(status).On(QualysEndpoint.Search).Always());
        Dictionary<string, string> environment = new(RunFolder.Credentials)
        {
            ["HTTPS_PROXY"] = Proxy,
            ["q_api_fqdn"] = RunFolder.AddressOf(scenario.Sandbox),
            ["q_csv_file"] = folder.WriteExport(assets: 6, groups: 3),
            ["TEST_FOLDER"] = folder.FullName,
        };

        (_, string output) = await PowerShellEngine.RunAsync(Script, TestContext.Current.CancellationToken, null, environment);
        folder.Write("output.txt", output);

        Assert.Contains("the end", output, StringComparison.Ordinal);
        Assert.True(scenario.Sandbox.Requests.Count(request => request.Fault == "echo") >= 3, output);
        WrittenSecrets secrets = WrittenSecrets.Of(RunFolder.UserName, RunFolder.Password, [.. scenario.Sandbox.Tokens.Issued, .. ProxyAccount]);
        secrets.RequireNotUnder(folder.FullName, nameOnRecord: RunFolder.UserName);
    }

    public static TheoryData<string, int> EchoesOfOthers =>
        [.. from account in (string[])["client", "token"] from status in (int[])[200, 302, 401, 500] select new TheoryDataRow<string, int>(account, status)];

    [Theory]
    [MemberData(nameof(EchoesOfOthers))]
    public async Task No_secret_of_a_client_or_token_is_in_what_the_commands_say_and_leave(string account, int status)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(15, options => options with { AcceptsBearer = true });
        RunFolder folder = scenario.Folder;
        Dictionary<string, string> environment = await EnvironmentOfAsync(account, scenario.Sandbox);
        string[] send =
        [
            "--api-fqdn", RunFolder.AddressOf(scenario.Sandbox), "--update-authentication", "bearer", "--max-attempts", "2",
            "--retry-min-seconds", "0", "--retry-max-seconds", "0",
        ];
        string export = folder.WriteExport(assets: 6, groups: 3);
        foreach (QualysEndpoint endpoint in Enum.GetValues<QualysEndpoint>())
        {
            scenario.Sandbox.Faults.Clear();
            scenario.Sandbox.Faults.Add(Fault.Echo(status).On(endpoint).Always());
            await RunAsync(["-c", export, "--database", $"{endpoint}.db", "--log-file", $"{endpoint}.log", .. send]);
            await RunAsync(["--resume", $"{endpoint}.db", "--log-file", $"{endpoint}.2.log", .. send]);
            await RunAsync(scenario.Arguments("--output", $"inventory-{endpoint}"));
        }

        await RunAsync(["-c", export, "--database", "none.db", "--log-file", "none.log", .. send[..2]]);

        Assert.True(scenario.Sandbox.Requests.Count(request => request.Fault == "echo") >= 4);
        SecretsOfOthers(scenario.Sandbox).RequireNotUnder(folder.FullName);

        async Task RunAsync(string[] arguments)
        {
            ConnectorRun run = await folder.RunAsync(environment, arguments);
            folder.Write($"{Guid.NewGuid()}.txt", run.Output + run.Error);
        }
    }

    [Theory]
    [InlineData("client", 200)]
    [InlineData("client", 401)]
    [InlineData("token", 401)]
    [InlineData("token", 500)]
    public async Task No_secret_of_a_client_or_token_is_in_what_the_cmdlets_say_and_leave(string account, int status)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(15, options => options with { AcceptsBearer = true });
        RunFolder folder = scenario.Folder;
        scenario.Sandbox.Faults.Add(
            Fault.Echo(status).Always(),
            Fault.Pass().On(QualysEndpoint.Auth), Fault.Echo(status).On(QualysEndpoint.Auth), Fault.Pass().On(QualysEndpoint.Auth).Always(),
            Fault.Echo(status).On(QualysEndpoint.Count).Always(), Fault.Echo(status).On(QualysEndpoint.Search).Always());
        Dictionary<string, string> environment = new(await EnvironmentOfAsync(account, scenario.Sandbox))
        {
            ["q_api_fqdn"] = RunFolder.AddressOf(scenario.Sandbox),
            ["q_csv_file"] = folder.WriteExport(assets: 6, groups: 3),
            ["TEST_FOLDER"] = folder.FullName,
            ["TEST_BEARER"] = "1",
        };

        (_, string output) = await PowerShellEngine.RunAsync(Script, TestContext.Current.CancellationToken, null, environment);
        folder.Write("output.txt", output);

        Assert.Contains("the end", output, StringComparison.Ordinal);
        Assert.Contains(scenario.Sandbox.Requests, request => request.Fault == "echo" && request.Path.StartsWith("/qps", StringComparison.Ordinal));
        SecretsOfOthers(scenario.Sandbox).RequireNotUnder(folder.FullName);
    }

    private static async Task<Dictionary<string, string>> EnvironmentOfAsync(string account, SandboxServer sandbox) =>
        account == "client" ? RunFolder.Client : await RunFolder.MakeTokenAsync(sandbox);

    private static WrittenSecrets SecretsOfOthers(SandboxServer sandbox) =>
        WrittenSecrets.Of(RunFolder.ClientId, RunFolder.ClientSecret, [.. sandbox.Tokens.Issued]);

    [Theory]
    [InlineData("count", "responseCode")]
    [InlineData("SUCCESS", "ServiceResponse")]
    public async Task An_account_that_is_a_word_of_the_answers_is_served_as_any_other(string userName, string password)
    {
        using var folder = new RunFolder();
        await using SandboxServer sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { UserName = userName, Password = password }, TestContext.Current.CancellationToken);
        Dictionary<string, string> environment = new() { ["q_username"] = userName, ["q_password"] = password };
        string address = RunFolder.AddressOf(sandbox);

        ConnectorRun sent = await folder.RunAsync(
            environment, ["-c", folder.WriteExport(assets: 2), "--database", "run.db", "--max-attempts", "1", "--api-fqdn", address]);
        ConnectorRun counted = await folder.RunAsync(
            environment, ["inventory", "--count-only", "--since", "all", "--max-attempts", "1", "--gateway-fqdn", address]);

        sent.RequireSuccess();
        counted.RequireSuccess();
        Assert.Equal("1 of 2 assets: 1 succeeded", sent.Summary("batches"));
    }

    // Everything that any stream gets, and everything that is left in $Error, with its causes. Who asks for the connection itself is
    // shown the name of its account, and nothing else of it.
    private const string Script =
        """
        $PSStyle.OutputRendering = 'PlainText'
        Import-Module ./out/QualysCustomAttributes/QualysCustomAttributes.psd1
        Set-Location $env:TEST_FOLDER
        $address = $env:q_api_fqdn
        $calls = @{ MaxAttempts = 2; RetryMinimumSeconds = 0; RetryMaximumSeconds = 0; Verbose = $true }
        $connect = $env:TEST_BEARER ? @{ UpdateAuthentication = 'Bearer' } : @{}
        $plan = @{ DatabasePath = "$env:TEST_FOLDER/run.db" }
        & {
            Connect-Qualys -ApiFqdn $address -GatewayFqdn $address @calls @connect
            Get-QualysConnection | Select-Object Platform, Api, Gateway, Options | Format-List
            Connect-Qualys -ApiFqdn $address -GatewayFqdn $address @calls @connect
            Connect-Qualys -ApiFqdn $address -GatewayFqdn $address @calls @connect
            Sync-QualysAttribute -DatabasePath "$env:TEST_FOLDER/dry.db" -WhatIf -Verbose
            Sync-QualysAttribute @plan @calls -Confirm:$false
            Invoke-QualysAttributeUpdate @plan @calls -Confirm:$false
            Get-QualysAssetCount @calls
            Get-QualysAssetCount @calls
            Get-QualysAsset -First 3 @calls
            Export-QualysInventory inventory -LastUpdatedAfter 1970-01-01 -PageSize 10 @calls
            Publish-QualysInventory inventory -Csv csv -Snapshot snapshots -Verbose
            Restore-QualysInventory inventory -Force -Verbose
            Disconnect-Qualys
        } *>&1 | Out-String -Width 4000
        $Error | Format-List * -Force | Out-String -Width 4000
        foreach ($record in $Error) {
            $record.Exception.ToString()
            for ($cause = $record.Exception; $cause; $cause = $cause.InnerException) { $cause | Format-List * -Force | Out-String -Width 4000 }
            "$($record.TargetObject)"
            $record.FullyQualifiedErrorId
        }
        'the end'
        """;
}
