using System.Globalization;
using System.Text;
using Bench.Comparing;
using Bench.Exports;
using Bench.Inventory;
using Microsoft.Data.Sqlite;

namespace Bench.Reconciling;

/// <summary>Measures reconciling with whole processes, against a sandbox in a process of its own.</summary>
internal sealed class Reconciliation : IDisposable
{
    private const double MostTimesDryRun = 1.5;
    private const double MostMegabytes = 400;
    private const double MostOfPlainCalls = 0.02;
    private const int Sets = 4_000;

    private readonly ReconciliationOptions _options;
    private readonly DirectoryInfo _folder;
    private readonly StringBuilder _text = new();
    private readonly string _program;
    private readonly string _sandbox;

    public Reconciliation(ReconciliationOptions options)
    {
        _options = options;
        _folder = Directory.CreateDirectory(Path.Combine(options.Folder, $"qca-reconcile-{Environment.ProcessId}"));
        _program = options.CommandLine ?? SourceTree.BuildCommandLine();
        _sandbox = SourceTree.BuildSandbox();
    }

    /// <summary>Measures, and gives the report.</summary>
    public string Run()
    {
        Line($"Machine: {Machine.Describe()}.");
        Line();
        using (var sandbox = SandboxProcess.Start(_sandbox, _folder.FullName, assets: 1, assetBytes: 2_000, TimeSpan.Zero))
        {
            MeasurePlan(sandbox.Address);
            CountDifference(sandbox.Address);
            CountWays(sandbox.Address);
        }

        if (_options.Kills > 0)
        {
            Line($"{new KilledRuns(_program, _sandbox, _folder.FullName).Run(_options.Kills)}");
        }

        return _text.ToString();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void MeasurePlan(Uri address)
    {
        string export = PathOf("plan.csv");
        ExportGenerator.Write(new ExportOptions(_options.Rows) { HasLineBreakInHeader = false }, export);
        string[] dryRun = ["--csv-file", export, "--dry-run", "--database", PathOf("dry.db"), "--force", "--log-file", PathOf("dry.log")];
        string inventory = PathOf("inventory");
        MeasuredProcess.Read(Invoke(["inventory", "--since", "all", "--api-fqdn", Api(address), "--gateway-fqdn", Api(address), "--output", inventory]));
        MeasuredProcess.Read(Invoke(dryRun));
        MadeUpInventory.Fill(Directory.GetFiles(inventory, "*.db").Single(), PathOf("dry.db"));
        string[] plan =
        [
            "plan", "--csv-file", export, "--inventory", inventory, "--ledger", PathOf("none.sqlite"), "--api-fqdn", Api(address), "--gateway-fqdn", Api(address),
            "--database", PathOf("plan.db"), "--force", "--log-file", PathOf("plan.log"),
        ];
        var ofDryRun = new List<Measurement>();
        var ofPlan = new List<Measurement>();
        for (int run = 0; run < _options.Runs; run++)
        {
            Tell($"dry run and plan of {_options.Rows:N0} rows, {run + 1} of {_options.Runs}");
            ofDryRun.Add(MeasuredProcess.Run(Invoke(dryRun)));
            ofPlan.Add(MeasuredProcess.Run(Invoke(plan)));
        }

        (Measurements one, Measurements other) = (new Measurements(ofDryRun), new Measurements(ofPlan));
        double times = other.Wall / one.Wall;
        double megabytes = other.PeakBytes / 1e6;
        Line($"- Plan of {Count("plan.db", "SELECT COUNT(*) FROM plan_asset"):N0} assets against an inventory of the same ones: {other.Wall.TotalSeconds:0.00} s beside ",
            $"{one.Wall.TotalSeconds:0.00} s of the dry run, {times:0.00} times, at most {MostTimesDryRun}: {Within(times <= MostTimesDryRun)}; ",
            $"{megabytes:0} MB, at most {MostMegabytes:0}: {Within(megabytes <= MostMegabytes)}. Changes planned: {Count("plan.db", "SELECT COUNT(*) FROM payload_change"):N0}.");
    }

    private void CountDifference(Uri address)
    {
        Tell($"a first run over {_options.Assets:N0} assets, one in which 1 % changed, and the one after it");
        string first = WriteExport("first.csv", _ => null);
        string second = WriteExport("second.csv", row => row % 100 == 0 ? row / 100 % 10 : null);
        long plain = Count(Plan(first, address, "--ledger", PathOf("plain.sqlite")), "SELECT COUNT(*) FROM payload_batch");
        long[] calls = [.. new[] { first, second, second }.Select((export, run) => Send(export, address, $"send{run}.db"))];
        double part = (double)calls[1] / plain;
        Line($"- {_options.Assets:N0} assets in {Sets:N0} sets of which 1 % changed in one key to one of ten values: {calls[1]:N0} calls, {part:0.00 %} of the {plain:N0} ",
            $"of the plain run, at most {MostOfPlainCalls:0 %}: {Within(part <= MostOfPlainCalls)}; the run after it: {calls[2]:N0} (first run: {calls[0]:N0}).");
    }

    private void CountWays(Uri address)
    {
        Tell($"{_options.Assets:N0} assets with ten keys of fifty values");
        string export = PathOf("ways.csv");
        var random = new Random(1);
        File.WriteAllLines(
            export,
            Enumerable.Range(0, _options.Assets).Select(row => string.Join(',', Enumerable.Range(0, 10).Select(key => $"v{key}-{random.Next(50)}").Prepend(Id(row))))
                .Prepend($"Id,{string.Join(',', Enumerable.Range(0, 10).Select(key => $"K{key}"))}"));
        string mapping = PathOf("ways.json");
        File.WriteAllText(mapping, $"{{{string.Join(',', Enumerable.Range(0, 10).Select(key => $"\"K{key}\":\"Key{key}\""))}}}");
        var calls = new List<string>();
        foreach (string way in (string[])["attribute-set", "attribute", "auto"])
        {
            string database = Plan(export, address, "--mapping", mapping, "--asset-id-column", "Id", "--group-by", way, "--ledger", PathOf("ways.sqlite"));
            calls.Add($"{way} {Count(database, "SELECT COUNT(*) FROM payload_batch"):N0}");
        }

        Line($"- {_options.Assets:N0} assets, ten keys of 50 values, nearly all sets different, first run: calls by {string.Join(", ", calls)}.");
    }

    // What it sent: the calls on record.
    private long Send(string export, Uri address, string database)
    {
        string[] arguments =
        [
            "--csv-file", export, "--reconcile", "--ledger", PathOf("ledger.sqlite"), "--api-fqdn", Api(address), "--database", PathOf(database),
            "--log-file", PathOf("send.log"), "--throttle-limit", "4",
        ];
        MeasuredProcess.Read(Invoke(arguments));
        return Count(database, "SELECT COUNT(*) FROM api_calls");
    }

    private string Plan(string export, Uri address, params string[] more)
    {
        string[] arguments = ["plan", "--csv-file", export, "--api-fqdn", Api(address), "--database", PathOf("ways.db"), "--force", "--log-file", PathOf("ways.log"), .. more];
        MeasuredProcess.Read(Invoke(arguments));
        return "ways.db";
    }

    private string WriteExport(string name, Func<int, int?> tier)
    {
        string path = PathOf(name);
        File.WriteAllLines(
            path,
            Enumerable.Range(0, _options.Assets).Select(row => string.Create(
                CultureInfo.InvariantCulture, $"{Id(row)},Business {row % 40},Division {row % Sets},Product {row % 200},Owner,Dev,{tier(row) ?? 100},Gold"))
                .Prepend("Qualys Scans: Qualys ID,B,D,P,O,V,R,S"));
        return path;
    }

    private Invocation Invoke(string[] arguments)
    {
        bool isMapped = arguments.Contains("--mapping") || arguments[0] is "inventory" || !arguments.Any(each => each.EndsWith("first.csv", StringComparison.Ordinal) || each.EndsWith("second.csv", StringComparison.Ordinal));
        string mapping = PathOf("mapping.json");
        if (!isMapped)
        {
            File.WriteAllText(mapping, """{"B":"Business","D":"Division","P":"Product","O":"Service_Owner_Group","V":"Device_Owner_Group","R":"Recovery_Tier","S":"SLA"}""");
        }

        string[] all = isMapped ? arguments : [.. arguments, "--mapping", mapping];
        return (Path.GetExtension(_program).Equals(".dll", StringComparison.OrdinalIgnoreCase)
            ? new Invocation("dotnet", [_program, .. all], _folder.FullName)
            : new Invocation(_program, all, _folder.FullName)) with
        {
            Environment = SandboxAccount.Variables,
        };
    }

    private long Count(string database, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={PathOf(database)};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private static string Id(int row) => (1_500_000_001L + row).ToString(CultureInfo.InvariantCulture);

    private static string Api(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private static string Within(bool isWithin) => isWithin ? "within" : "OVER";

    private static void Tell(FormattableString what) => Console.Error.WriteLine(what.ToString(CultureInfo.InvariantCulture));

    private void Line(params FormattableString[] parts) => _text.AppendLine(string.Concat(parts.Select(part => part.ToString(CultureInfo.InvariantCulture))));
}
