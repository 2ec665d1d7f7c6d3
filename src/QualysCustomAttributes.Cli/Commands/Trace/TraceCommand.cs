using System.CommandLine;
using System.Globalization;
using QualysCustomAttributes.Cli.Console;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Tracing;

namespace QualysCustomAttributes.Cli.Commands.Trace;

/// <summary>Tells the story of an asset: what the export said of it, what a run did with it, and what is known of it.</summary>
internal sealed class TraceCommand() : ConnectorCommand(
    "trace",
    "Tells what became of an asset: its rows of the export, what is planned and why, batches, calls, what was read back, and what inventory "
    + "and ledger know of it. Nothing is written.")
{
    private readonly Argument<string> _assets = new("ID") { Description = "The asset, by its id of CSAM (not its host id); several with commas between them." };

    private readonly Argument<string?> _run = new("RUN") { Description = "The run database.", Arity = ArgumentArity.ZeroOrOne };

    private readonly Setting<string> _inventory = new("--inventory")
    {
        HelpName = "PATH",
        Meaning = "The inventory to look in: its database, or the folder it was exported into.",
        Otherwise = "the one that the run was compared with, if it is still there",
        Read = Paths.Full,
    };

    private readonly Setting<string> _ledger = new("--ledger")
    {
        HelpName = "FILE",
        Meaning = "The ledger to look in.",
        Variable = EnvironmentNames.Ledger,
        Otherwise = "the one that the run was compared with, if it is still there",
        Read = Paths.Full,
    };

    private readonly Option<bool> _json = new("--json") { Description = "Write it as JSON: an object, of several assets a list of them." };

    public override IEnumerable<Argument> Arguments => [_assets, _run];

    public override IEnumerable<Option> Options => [_inventory, _ledger, _json];

    public override void Explain(HelpText help)
    {
        help.Table("Environment variables:", Variables);
        help.Table(
            "Exit codes:", [("0", "done, whatever became of the asset"), ("1", "nothing knows the asset, or a file is missing or cannot be read")]);
        help.Examples(
            "Examples:", ("What a run did with an asset:", "trace 1500000001 run.db"),
            ("What all runs have changed of it:", "trace 1500000001 --ledger ledger.sqlite"));
    }

    public override Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        string text = given.GetRequiredValue(_assets);
        ulong[] assets = [.. text.Split(',').Select(ReadAsset)];
        var tracing = new AssetTracing
        {
            DatabasePath = given.GetValue(_run) is { } run ? Paths.Full(run, _run.Name) : null,
            InventoryPath = _inventory.Find(given),
            LedgerPath = _ledger.Find(given),
        };
        List<QualysAssetTrace> found = [];
        int exitCode = ExitCodes.Done;
        foreach (QualysAssetTrace trace in tracing.Read(assets, stop))
        {
            if (trace.IsKnown)
            {
                found.Add(trace);
            }
            else
            {
                // Of this asset alone: the next one is looked for.
                ErrorLine.Write(ErrorAdvice.Describe(AssetTraceException.Unknown(trace)));
                exitCode = ExitCodes.NothingSent;
            }
        }

        Write(found, given.GetValue(_json), assets.Length > 1, given.InvocationConfiguration.Output);
        return Task.FromResult(exitCode);
    }

    private static void Write(List<QualysAssetTrace> found, bool isJson, bool isList, TextWriter output)
    {
        IEnumerable<string> lines = !isJson
            ? found.SelectMany((trace, i) => i == 0 ? AssetTraceText.Lines(trace) : ["", "", .. AssetTraceText.Lines(trace)])
            : isList ? [JsonText.Of(found)] : found.Select(JsonText.Of);
        foreach (string line in lines)
        {
            output.WriteLine(line);
        }
    }

    private static ulong ReadAsset(string text) =>
        ulong.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out ulong asset) && asset is >= 1 and <= QualysAssetIds.Largest
            ? asset
            : throw new SettingsException($"'{ShownText.Of(text)}' is no asset id: that is a number of 1 to 19 digits above zero.");
}
