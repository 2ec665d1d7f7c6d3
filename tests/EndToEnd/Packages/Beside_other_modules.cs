using System.Reflection;
using System.Text;
using QualysCustomAttributes.EndToEnd.PowerShell;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.Packages;

/// <summary>
/// The installed module in a session with others: one that brings Microsoft.Data.Sqlite, Polly and CsvHelper in other versions, one that has
/// commands for Qualys, too; and in several runspaces at a time.
/// </summary>
public sealed class Beside_other_modules : IDisposable
{
    private const string Body = "BODY";

    // As UofIQualys exports them; one of its names is one of ours.
    private static readonly string[] CommandsOfUofIQualys =
    [
        "Add-QualysAssetGroups", "Add-QualysHostAssets", "Add-QualysTagAssignment", "Close-QualysSession", "Get-QualysAPICallCount", "Get-QualysAsset",
        "Get-QualysAssetInventory", "Get-QualysHostAssets", "Get-QualysTag", "Get-QualysUser", "Invoke-QualysRestCall", "New-QualysSession",
        "Remove-QualysTagAssignment", "Start-QualysScan", "Sync-QualysTagAssignment", "Test-QualysHostAssets",
    ];

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task With_other_versions_of_its_packages_both_work_whichever_came_first(bool isFirst)
    {
        string other = WriteOtherModule();
        string ours = GroupsOf(_folder.File("run.db"));
        string[] steps = [$"Import-Module '{other}'; Invoke-Other", ours];

        string[] said = await RunAsync([.. isFirst ? steps.Reverse() : steps, "Invoke-Other", GroupsOf(_folder.File("again.db"))]);

        const string Other = "CsvHelper 33.0.0.0: 2 rows; Microsoft.Data.Sqlite 8.0.31.0: 3.49.1; Polly.Core 8.0.0.0: 42";
        string[] firstAnswers = isFirst ? ["15", Other] : [Other, "15"];
        Assert.Equal([.. firstAnswers, Other, "15"], said);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task With_another_module_for_Qualys_each_command_is_reached_by_its_module(bool isFirst)
    {
        Directory.CreateDirectory(_folder.File("UofIQualys"));
        string other = _folder.Write(
            "UofIQualys/UofIQualys.psm1",
            Encoding.UTF8.GetBytes(string.Concat(CommandsOfUofIQualys.Select(name => $"function {name} {{ 'of UofIQualys' }}\n"))));
        string[] imports = ["Import-Module QualysCustomAttributes", $"Import-Module '{other}'"];

        string[] said = await RunAsync(
        [
            .. isFirst ? imports : imports.Reverse(),
            "(Get-Command -Module QualysCustomAttributes).Name.Where({ (Get-Command -Module UofIQualys).Name -contains $_ })",
            "UofIQualys\\Get-QualysAsset",
            "(Get-Command QualysCustomAttributes\\Get-QualysAsset).Source",
            GroupsOf(_folder.File("run.db")),
        ]);

        Assert.Equal(["Get-QualysAsset", "of UofIQualys", "QualysCustomAttributes", "15"], said);
    }

    [Theory]
    [InlineData($"ForEach-Object -Parallel {{ {Body} }}")]
    [InlineData($"ForEach-Object {{ Start-ThreadJob -ThrottleLimit 4 -ArgumentList $_ {{ param ($_) {Body} }} }} | Receive-Job -Wait")]
    public async Task In_several_runspaces_at_a_time_each_has_its_run(string parallel)
    {
        string[] said = await RunAsync([$"1..4 | {parallel.Replace(Body, GroupsOf($"{_folder.Path}/run$_.db"), StringComparison.Ordinal)}"]);

        Assert.Equal(["15", "15", "15", "15"], said);
    }

    private static string GroupsOf(string database) =>
        $"@(Import-AxoniusCsv samples/axonius-export.csv -DatabasePath \"{database}\" -WarningAction Ignore | New-QualysAttributePayload | "
        + "Group-QualysPayload -WarningAction Ignore).Count";

    private static async Task<string[]> RunAsync(IEnumerable<string> steps)
    {
        await PackedProduct.InstallModuleAsync();
        (int exitCode, string output) = await PowerShellEngine.RunAsync(
            "$ErrorActionPreference = 'Stop'\n" + string.Join('\n', steps), Cancellation, null, PackedProduct.CleanEnvironment);
        Assert.True(exitCode == 0, output);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    // As modules bring their packages: beside them, loaded into the context that the session shares.
    private string WriteOtherModule()
    {
        string packages = typeof(Beside_other_modules).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(fact => fact.Key == "OtherPackages").Value!;
        string native = OperatingSystem.IsWindows() ? "win-x64/native/e_sqlite3.dll"
            : OperatingSystem.IsMacOS() ? "osx-arm64/native/libe_sqlite3.dylib"
            : "linux-x64/native/libe_sqlite3.so";
        string[] files =
        [
            "csvhelper/33.0.1/lib/net8.0/CsvHelper.dll", "polly.core/8.4.2/lib/net8.0/Polly.Core.dll", "sqlitepclraw.core/2.1.11/lib/netstandard2.0/SQLitePCLRaw.core.dll",
            "sqlitepclraw.provider.e_sqlite3/2.1.11/lib/net6.0/SQLitePCLRaw.provider.e_sqlite3.dll",
            "microsoft.data.sqlite.core/8.0.31/lib/net8.0/Microsoft.Data.Sqlite.dll", $"sqlitepclraw.lib.e_sqlite3/2.1.11/runtimes/{native}",
        ];
        Directory.CreateDirectory(_folder.File("Other"));
        foreach (string file in files)
        {
            _folder.Write($"Other/{Path.GetFileName(file)}", File.ReadAllBytes(Path.Combine(packages, file)));
        }

        return _folder.Write("Other/Other.psm1", Encoding.UTF8.GetBytes(
            """
            foreach ($name in 'CsvHelper', 'Polly.Core', 'SQLitePCLRaw.core', 'SQLitePCLRaw.provider.e_sqlite3', 'Microsoft.Data.Sqlite') {
                Add-Type -LiteralPath ([System.IO.Path]::Combine($PSScriptRoot, "$name.dll"))
            }

            function Version([type] $Type) { "$($Type.Assembly.GetName().Name) $($Type.Assembly.GetName().Version)" }

            function Invoke-Other {
                $csv = [CsvHelper.CsvReader]::new([System.IO.StringReader]::new("a`n1`n2`n"), [cultureinfo]::InvariantCulture)
                $null = $csv.Read()
                $null = $csv.ReadHeader()
                for ($rows = 0; $csv.Read(); $rows++) { }

                [SQLitePCL.raw]::SetProvider([SQLitePCL.SQLite3Provider_e_sqlite3]::new())
                $connection = [Microsoft.Data.Sqlite.SqliteConnection]::new('Data Source=:memory:')
                $connection.Open()
                $command = $connection.CreateCommand()
                $command.CommandText = 'SELECT sqlite_version()'
                $sqlite = $command.ExecuteScalar()
                $connection.Dispose()

                $pipeline = [Polly.ResiliencePipelineBuilder]::new().Build()
                $answer = $pipeline.Execute([Func[int]] { 42 })
                "$(Version ([CsvHelper.CsvReader])): $rows rows; $(Version ([Microsoft.Data.Sqlite.SqliteConnection])): $sqlite; $(Version ([Polly.ResiliencePipeline])): $answer"
            }
            """));
    }
}
