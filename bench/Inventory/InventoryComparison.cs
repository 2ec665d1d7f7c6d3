using System.Globalization;
using Bench.Comparing;

namespace Bench.Inventory;

/// <summary>Measures the whole job beside downloading alone, its memory at several sizes, and loading beside Python.</summary>
internal sealed class InventoryComparison : IDisposable
{
    public const string DownloadAlone = "downloading the pages alone";
    public const string WholeJob = "qualys-attributes inventory";
    public const string Loading = "loading pages from disk";
    public const string PythonLoading = "Python json + gzip + sqlite3";

    private const string Database = "asset_inventory_sqlite.db";

    private readonly InventoryComparisonOptions _options;
    private readonly string _commandLine;
    private readonly string _sandbox;
    private readonly string _bench = Path.Combine(AppContext.BaseDirectory, "bench.dll");
    private readonly string _folder;
    private readonly List<InventoryResult> _results = [];
    private readonly Dictionary<string, long> _totals = [];

    public InventoryComparison(InventoryComparisonOptions options)
    {
        _options = options;
        _commandLine = options.CommandLine is { } path ? Path.GetFullPath(path) : SourceTree.BuildCommandLine();
        _sandbox = SourceTree.BuildSandbox();
        _folder = Directory.CreateDirectory(Path.Combine(Path.GetFullPath(options.Folder), $"bench-{Guid.NewGuid():N}")).FullName;
    }

    /// <summary>Runs everything.</summary>
    /// <returns>The report.</returns>
    /// <exception cref="BenchException">A program failed, or came to other numbers than the inventory holds.</exception>
    public string Run()
    {
        foreach (TimeSpan latency in new[] { TimeSpan.Zero, _options.Latency }.Distinct())
        {
            MeasureJob(_options.Assets, latency);
        }

        MeasureLoading();
        foreach (int assets in _options.MemoryAssets.Except([_options.Assets]))
        {
            using var sandbox = SandboxProcess.Start(_sandbox, _folder, assets, _options.AssetBytes, TimeSpan.Zero);
            Add(WholeJob, assets, TimeSpan.Zero, [Measure(WholeJob, assets, Job(sandbox), keepAs: null)]);
        }

        return new InventoryReport(_options, _results).Write();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void MeasureJob(int assets, TimeSpan latency)
    {
        using var sandbox = SandboxProcess.Start(_sandbox, _folder, assets, _options.AssetBytes, latency);
        Say($"{assets:N0} assets, {latency.TotalMilliseconds:0} ms a page before it is sent");
        var (download, whole) = (new List<Measurement>(), new List<Measurement>());
        for (int round = 1; round <= _options.Runs; round++)
        {
            download.Add(Measure(DownloadAlone, assets, folder => new Invocation("dotnet", [_bench, "download-pages", sandbox.Address.ToString(), folder], folder), keepAs: null));
            whole.Add(Measure(WholeJob, assets, Job(sandbox), keepAs: "pages"));
        }

        Add(DownloadAlone, assets, latency, download);
        Add(WholeJob, assets, latency, whole);
    }

    private void MeasureLoading()
    {
        string pages = Path.Combine(_folder, "pages");
        string? python = ExecutableSearch.FindAny("python3", "python");
        var (ours, theirs) = (new List<Measurement>(), new List<Measurement>());
        for (int round = 1; round <= _options.Runs; round++)
        {
            ours.Add(Measure(Loading, _options.Assets, folder => new Invocation("dotnet", [_bench, "load-pages", pages, Path.Combine(folder, Database)], folder), keepAs: null));
            if (python is not null)
            {
                theirs.Add(Measure(PythonLoading, _options.Assets, folder => new Invocation(python, [SourceTree.PythonLoader, pages, Path.Combine(folder, Database)], folder), keepAs: null));
            }
        }

        Add(Loading, _options.Assets, null, ours);
        if (theirs.Count > 0)
        {
            Add(PythonLoading, _options.Assets, null, theirs);
        }
    }

    private Func<string, Invocation> Job(SandboxProcess sandbox) => folder =>
    {
        string[] arguments = ["inventory", "--gateway-fqdn", sandbox.Address.GetLeftPart(UriPartial.Authority), "--since", "all", "--output", folder];
        bool isLibrary = Path.GetExtension(_commandLine).Equals(".dll", StringComparison.OrdinalIgnoreCase);
        return new Invocation(isLibrary ? "dotnet" : _commandLine, isLibrary ? [_commandLine, .. arguments] : arguments, folder)
        {
            Environment = new Dictionary<string, string> { ["q_username"] = "sandbox", ["q_password"] = "sandbox" },
        };
    };

    private Measurement Measure(string program, int assets, Func<string, Invocation> describe, string? keepAs)
    {
        string fresh = Directory.CreateDirectory(Path.Combine(_folder, "run")).FullName;
        Measurement measurement = MeasuredProcess.Run(describe(fresh));
        Verify(program, fresh, assets);
        Say($"  {program}: {measurement.Wall.TotalSeconds:0.00} s, {measurement.PeakBytes / (1 << 20):0} MB");
        if (keepAs is not null && !Directory.Exists(Path.Combine(_folder, keepAs)))
        {
            Directory.Move(fresh, Path.Combine(_folder, keepAs));
        }
        else
        {
            Directory.Delete(fresh, recursive: true);
        }

        return measurement;
    }

    // The sandbox does not count software and custom attributes: the first run's totals hold for all others, Python's among them.
    private void Verify(string program, string folder, int assets)
    {
        if (program == DownloadAlone)
        {
            int pages = Directory.GetFiles(folder, "*.json.gz").Length;
            if (pages != (assets + 299) / 300)
            {
                throw new BenchException($"{program} brought {pages} pages of {assets} assets.");
            }

            return;
        }

        using var numbers = new DatabaseNumbers(program, Path.Combine(folder, Database));
        numbers.Expect("assets", assets, "SELECT count(*) FROM Q_Asset_Inventory");
        foreach (string table in new[] { "Software_AssetId", "Software_OS_Unique", "Custom_Attribute" })
        {
            string sql = $"SELECT count(*) FROM Q_Asset_Inventory_{table}";
            string key = $"{table} of {assets}";
            if (!_totals.TryGetValue(key, out long total))
            {
                _totals[key] = total = numbers.Read(sql);
            }

            numbers.Expect(table, total, sql);
        }

        numbers.Require();
    }

    private void Add(string program, int assets, TimeSpan? latency, IReadOnlyList<Measurement> runs) =>
        _results.Add(new InventoryResult(program, assets, latency, runs));

    private static void Say(FormattableString text) => Console.Error.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
