using System.Globalization;
using Bench.Comparing;
using Bench.Inventory;

namespace Bench.Pace;

/// <summary>One reconciled run of the command line against a sandbox with a sliding window, and what its record of calls says of it.</summary>
internal static class PaceMeasurement
{
    private const double LargestRatio = 1.1;

    /// <summary>Runs it.</summary>
    /// <returns>The report.</returns>
    /// <exception cref="BenchException">A program failed, or not every batch was confirmed.</exception>
    public static string Run(PaceOptions options)
    {
        string commandLine = options.CommandLine is { } path ? Path.GetFullPath(path) : SourceTree.BuildCommandLine();
        string sandbox = SourceTree.BuildSandbox();
        string folder = Directory.CreateDirectory(Path.Combine(Path.GetFullPath(options.Folder), $"bench-{Guid.NewGuid():N}")).FullName;
        try
        {
            using var server = SandboxProcess.Start(
                sandbox, folder, assets: 1, assetBytes: 1000, options.Latency,
                "--rate-limit", Text(options.Calls), "--rate-window", Text((int)options.Window.TotalSeconds), "--concurrency-limit", Text(options.AtATime));
            Measurement took = MeasuredProcess.Run(Describe(options, commandLine, server.Address, folder));
            return Report(options, took, Path.Combine(folder, "run.db"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Invocation Describe(PaceOptions options, string commandLine, Uri address, string folder)
    {
        File.WriteAllLines(
            Path.Combine(folder, "export.csv"),
            Enumerable.Range(1, options.Batches).Select(id => string.Create(CultureInfo.InvariantCulture, $"{id},Value {id}")).Prepend("Id,B"));
        File.WriteAllText(Path.Combine(folder, "mapping.json"), """{"B":"Business"}""");
        string[] arguments =
        [
            "--csv-file", "export.csv", "--mapping", "mapping.json", "--asset-id-column", "Id", "--reconcile", "--database", "run.db",
            "--api-fqdn", address.GetLeftPart(UriPartial.Authority), "--throttle-limit", Text(options.AtATime),
        ];
        bool isLibrary = Path.GetExtension(commandLine).Equals(".dll", StringComparison.OrdinalIgnoreCase);
        return new Invocation(isLibrary ? "dotnet" : commandLine, isLibrary ? [commandLine, .. arguments] : arguments, folder)
        {
            Environment = new Dictionary<string, string> { ["q_username"] = "sandbox", ["q_password"] = "sandbox" },
        };
    }

    private static string Report(PaceOptions options, Measurement took, string database)
    {
        using var numbers = new DatabaseNumbers("qualys-attributes", database);
        numbers.Expect("batches that were confirmed", options.Batches, "SELECT COUNT(*) FROM batch_execution WHERE outcome = 'Succeeded'").Require();
        long blocked = numbers.Read("SELECT COUNT(*) FROM api_calls WHERE http_status IN (409, 429)");
        long later = numbers.Read(
            "SELECT COUNT(*) FROM api_calls WHERE http_status IN (409, 429) AND julianday(sent_at) > (SELECT julianday(MIN(sent_at)) FROM api_calls) + "
            + string.Create(CultureInfo.InvariantCulture, $"{options.Window.TotalDays}"));
        double calling = numbers.Read("SELECT CAST(ROUND((julianday(MAX(answered_at)) - julianday(MIN(sent_at))) * 86400000) AS INTEGER) FROM api_calls") / 1000.0;
        int full = (options.Batches - 1) / options.Calls;
        int last = options.Batches - (full * options.Calls);
        double least = (full * options.Window.TotalSeconds) + (Math.Ceiling((double)last / options.AtATime) * options.Latency.TotalSeconds);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            | window | at a time | batches | turned away | after the first window | first call to last answer | least possible | times | whole run |
            | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            | {options.Calls} calls in {options.Window.TotalSeconds:0} s | {options.AtATime} | {options.Batches} | {blocked} | {later} | {calling:0.00} s | {least:0.00} s | {calling / least:0.00} | {took.Wall.TotalSeconds:0.00} s |

            - calls that were turned away after the first window: {later}, none: {(later == 0 ? "within" : "**over**")}
            - times the least possible: {calling / least:0.00}, at most {LargestRatio}: {(calling / least <= LargestRatio ? "within" : "**over**")}

            """);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
