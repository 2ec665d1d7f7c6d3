using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using QualysCustomAttributes.EndToEnd.CommandLine;
using QualysCustomAttributes.Shared;
using QualysSandbox;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.Moments;

/// <summary>A moment of a run.</summary>
internal enum Moment
{
    Importing,
    Grouping,
    Splitting,
    BetweenRecordAndCall,
    DuringACall,
    BetweenAnswerAndRecord,
}

/// <summary>What happens to a run.</summary>
internal enum Mishap
{
    Kill,
    Interrupt,
    DatabaseRemoved,
    DatabaseReplaced,
    DatabaseEmptied,
    DatabaseLocked,
    DiskFull,
    DiskReadOnly,
    SecondProcess,
}

/// <summary>The real program, kept still by a signal at a moment of its run, so that something can happen to it just there.</summary>
internal sealed class InterruptedRun : IAsyncDisposable
{
    private const int ManyAssets = 250_000;
    private const int FewAssets = 5;
    private static readonly TimeSpan LongestLock = TimeSpan.FromSeconds(8);

    private readonly RunFolder _files = new();
    private readonly LoopDisk? _disk;
    private readonly Mishap _mishap;
    private readonly TcpListener _deaf = new(IPAddress.Loopback, 0);
    private ConnectorProcess? _process;
    private string _export = "";
    private int _assets;

    private readonly bool _isCmdlets;

    private InterruptedRun(SandboxServer server, Mishap mishap, bool isCmdlets)
    {
        _isCmdlets = isCmdlets;
        Server = server;
        _mishap = mishap;
        bool needsDisk = mishap is Mishap.DiskFull or Mishap.DiskReadOnly;
        _disk = needsDisk ? LoopDisk.TryMount() : null;
        LacksDisk = needsDisk && _disk is null;
        Database = Path.Combine(_disk?.Folder ?? _files.FullName, "run.db");
    }

    public SandboxServer Server { get; }

    public string Database { get; private set; }

    public bool LacksDisk { get; }

    /// <summary>Whether the file with the database's name is not the run's any more.</summary>
    public bool RecordIsGone => _mishap is Mishap.DatabaseRemoved or Mishap.DatabaseReplaced or Mishap.DatabaseEmptied;

    public static async Task<InterruptedRun> TryStartAsync(Mishap mishap, bool isCmdlets = false) =>
        new(await RunFolder.StartSandboxAsync(), mishap, isCmdlets);

    /// <summary>Starts the program and keeps it still at a moment.</summary>
    public async Task StopAtAsync(Moment moment)
    {
        bool isStage = moment <= Moment.Splitting;
        _assets = isStage ? ManyAssets : FewAssets;
        _export = _files.WriteExport(_assets, groups: 5);
        Server.Faults.Add(moment switch
        {
            Moment.DuringACall => [null, Fault.LateChange(TimeSpan.FromSeconds(4))],
            Moment.BetweenAnswerAndRecord => [null, Fault.LateAnswer(TimeSpan.FromMilliseconds(600))],
            _ => [],
        });
        string address = RunFolder.AddressOf(Server);
        if (moment == Moment.BetweenRecordAndCall)
        {
            // The connection is made, and nobody reads what comes: the call is on record and has not come to anybody.
            _deaf.Start();
            address = $"http://{_deaf.LocalEndpoint}";
        }

        _process = Begin(address);
        await Eventually.HoldsAsync(() => moment switch
        {
            Moment.Importing => HasBegun("Import"),
            Moment.Grouping => HasBegun("Group"),
            Moment.Splitting => HasBegun("Split"),
            Moment.BetweenRecordAndCall => Count("SELECT COUNT(*) FROM api_calls") == 1,
            _ => Server.Requests.Count == 2,
        });
        _process.Signal("STOP");
        if (moment == Moment.BetweenAnswerAndRecord)
        {
            await Eventually.HoldsAsync(() => Server.Requests[1].AnsweredAt is not null);
        }
    }

    /// <summary>Lets it happen, and waits for what comes of it.</summary>
    public async Task MeetAsync()
    {
        ConnectorProcess process = _process!;
        SqliteConnection? other = null;
        switch (_mishap)
        {
            case Mishap.Kill:
                process.Kill();
                break;
            case Mishap.Interrupt:
                process.Signal("INT");
                break;
            case Mishap.DatabaseRemoved:
                File.Delete(Database);
                break;
            case Mishap.DatabaseReplaced:
                string replacement = _files.PathOf("other.db");
                await _files.RunAsync("-d", "-c", _files.WriteExport(3, name: "other.csv"), "--database", replacement, "--log-file", "other.log");
                File.Move(replacement, Database, overwrite: true);
                break;
            case Mishap.DatabaseEmptied:
                using (new FileStream(Database, FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
                {
                }

                break;
            case Mishap.DiskFull:
                _disk!.Fill();
                break;
            case Mishap.DiskReadOnly:
                _disk!.TurnReadOnly();
                break;
            case Mishap.SecondProcess:
                ConnectorRun second = await _files.RunAsync(RunFolder.Credentials, ["--resume", .. ResumeWith(RunFolder.AddressOf(Server))]);
                Assert.Contains($"process {process.Id} ", second.RequireOneError(1), StringComparison.Ordinal);
                break;
        }

        process.Signal("CONT");
        if (_mishap == Mishap.DatabaseLocked)
        {
            other = Lock();
        }

        _deaf.Stop();
        if (_mishap == Mishap.DatabaseLocked)
        {
            await Task.WhenAny(process.EndAsync(), Task.Delay(LongestLock, TestContext.Current.CancellationToken));
            other?.Dispose();
        }

        await process.EndAsync();
    }

    /// <summary>Repairs what is broken outside of the program.</summary>
    public Task MakeGoodAsync()
    {
        Server.Faults.Clear();
        switch (_mishap)
        {
            case Mishap.DiskFull:
                _disk!.Empty();
                break;
            case Mishap.DiskReadOnly:
                _disk!.Repair();
                break;
        }

        return Task.CompletedTask;
    }

    /// <summary>The one command: the run is resumed, and where its record is gone, or never had a plan, begun again in a new one.</summary>
    public async Task<ConnectorRun> GoOnAsync()
    {
        string address = RunFolder.AddressOf(Server);
        bool hasPlan = !RecordIsGone && Count("SELECT COUNT(*) FROM run WHERE stage = 'Import' AND outcome = 'complete'") == 1;
        if (!hasPlan)
        {
            Database = _files.PathOf("again.db");
        }

        await using ConnectorProcess process = hasPlan ? Resume(address) : Begin(address);
        return await process.EndAsync();
    }

    public void RequireAllAssetsChanged()
    {
        int wrong = Enumerable.Range(1000, _assets).Count(id => !IsChanged(id.ToString(CultureInfo.InvariantCulture)));
        Assert.True(wrong == 0, $"{wrong} of {_assets} assets are not as they are to be");
    }

    /// <summary>Whether the sandbox has for an asset what the export says.</summary>
    public bool IsChanged(string id)
    {
        ulong number = ulong.Parse(id, CultureInfo.InvariantCulture);
        return Server.Assets.AttributesOf(number).GetValueOrDefault("Business") == $"Business {(number - 1000) % 5}";
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _deaf.Dispose();
        await Server.DisposeAsync();
        _disk?.Dispose();
        _files.Dispose();
    }

    private ConnectorProcess Begin(string address) => _isCmdlets
        ? StartScript(
            $"Import-AxoniusCsv -LiteralPath '{_export}' -DatabasePath '{Database}' | New-QualysAttributePayload | Group-QualysPayload "
            + $"| Split-QualysBatch -BatchSize 10000 | Invoke-QualysAttributeUpdate {SendingOfCmdlets(address)}")
        : ConnectorProcess.Start(_files.FullName, RunFolder.Credentials, ["-c", _export, .. Sending(address)]);

    private ConnectorProcess Resume(string address) => _isCmdlets
        ? StartScript($"Invoke-QualysAttributeUpdate -DatabasePath '{Database}' {SendingOfCmdlets(address)}")
        : ConnectorProcess.Start(_files.FullName, RunFolder.Credentials, ["--resume", .. ResumeWith(address)]);

    private ConnectorProcess StartScript(string pipeline) => ConnectorProcess.StartPowerShell(
        _files.FullName,
        RunFolder.Credentials,
        $$"""
        Import-Module '{{Path.Combine(Repository.Root, "out", "QualysCustomAttributes", "QualysCustomAttributes.psd1")}}'
        $ProgressPreference = 'SilentlyContinue'
        $results = {{pipeline}}
        exit [int](-not $? -or @($results | Where-Object Outcome -NE 'Succeeded').Count -gt 0)
        """);

    private static string SendingOfCmdlets(string address) =>
        $"-ApiFqdn '{address}' -ThrottleLimit 1 -RetryMinimumSeconds 0 -RetryMaximumSeconds 0 -MaxAttempts 2 -TimeoutSeconds 10";

    private string[] Sending(string address) =>
        [
            "--database", Database, "--api-fqdn", address, "--throttle-limit", "1", "--batch-size", "10000", "--log-file", _files.PathOf($"{Guid.NewGuid():N}.log"),
            "--retry-min-seconds", "0", "--retry-max-seconds", "0", "--max-attempts", "2", "--timeout-seconds", "10",
        ];

    // The plan is made: its database is named first, and how large a batch is stands in it.
    private string[] ResumeWith(string address) => [Database, .. Sending(address)[2..6], .. Sending(address)[8..]];

    private bool HasBegun(string stage) => Count($"SELECT COUNT(*) FROM run WHERE stage = '{stage}'") == 1;

    private long Count(string sql)
    {
        try
        {
            return File.Exists(Database) && new FileInfo(Database).Length > 0 ? Convert.ToInt64(SqliteFile.Read(Database, sql)[0], CultureInfo.InvariantCulture) : 0;
        }
        catch (SqliteException)
        {
            return 0;
        }
    }

    private SqliteConnection? Lock()
    {
        SqliteConnection other = SqliteFile.Connect(Database);
        using SqliteCommand command = other.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE";
        try
        {
            command.ExecuteNonQuery();
            return other;
        }
        catch (SqliteException)
        {
            // The program was busy with the file until it ended, or still is: then there was no moment to take it.
            other.Dispose();
            return null;
        }
    }
}
