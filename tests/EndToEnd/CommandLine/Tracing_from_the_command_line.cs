using System.Text.Json;
using QualysCustomAttributes.Shared;
using QualysSandbox;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>The command trace tells the story of an asset, for a person and for a script, and says where it looked where nothing is known.</summary>
public sealed class Tracing_from_the_command_line : IDisposable
{
    private readonly RunFolder _folder = new();

    [Fact]
    public async Task A_story_is_told_from_the_outcome_to_the_calls_and_the_other_runs()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        string[] sending = ["--reconcile", "--api-fqdn", RunFolder.AddressOf(server)];
        (await _folder.RunAsync(RunFolder.Credentials, ["-c", _folder.WriteExport(4, 2), "--database", "1.db", .. sending])).RequireSuccess();
        string changed = _folder.Write("changed.csv", RunFolder.Header() + RunFolder.Row(1000, "Another") + RunFolder.Row(1001, "Business 1"));
        (await _folder.RunAsync(RunFolder.Credentials, ["-c", changed, "--database", "2.db", .. sending])).RequireSuccess();

        ConnectorRun told = await TraceAsync("1000", "1.db");
        ConnectorRun unchanged = await TraceAsync("1001", "2.db");
        ConnectorRun ofLedger = await TraceAsync("1000", "--ledger", Directory.GetFiles(_folder.FullName, "qualys_attribute_ledger_*.sqlite").Single());

        told.RequireSuccess();
        Assert.StartsWith("Confirmed. Qualys confirmed its batch. Another run changed it since:", Told(told, "outcome"), StringComparison.Ordinal);
        Assert.Equal(_folder.PathOf("1.db"), Told(told, "run").Replace(" ", "", StringComparison.Ordinal));
        string text = string.Join(' ', told.OutputLines.Select(line => line.Trim()));
        Assert.Contains("group 1 batch 1, attempt 1: 200 SUCCESS, 2 assets confirmed", text, StringComparison.Ordinal);
        Assert.Contains("'Business 0' -> 'Another' (update, Confirmed), 2.db", text, StringComparison.Ordinal);
        Each.Holds(told.OutputLines, line => Assert.True(line.Length < 80, line));
        Assert.StartsWith("Unchanged. Nothing is to be done", Told(unchanged, "outcome"), StringComparison.Ordinal);
        ofLedger.RequireSuccess();
        Assert.Equal("NotInRun. No run was looked at.", Told(ofLedger, "outcome"));
    }

    [Fact]
    public async Task A_script_gets_an_object_or_of_several_a_list()
    {
        await _folder.RunAsync("-d", "-c", _folder.WriteExport(3, 3), "--database", "dry.db");

        using JsonDocument one = JsonDocument.Parse((await TraceAsync("1001", "dry.db", "--json")).Output);
        using JsonDocument several = JsonDocument.Parse((await TraceAsync("1002,1000", "dry.db", "--json")).Output);

        Assert.Equal("NotSent", one.RootElement.GetProperty("outcome").GetString());
        Assert.Equal("Business 1", one.RootElement.GetProperty("records")[0].GetProperty("attributes").GetProperty("Business").GetString());
        Assert.Equal(1, one.RootElement.GetProperty("batches").GetArrayLength());
        Assert.Equal([1002, 1000], several.RootElement.EnumerateArray().Select(each => each.GetProperty("assetId").GetInt64()));
    }

    [Fact]
    public async Task What_nothing_knows_and_what_cannot_be_is_one_line()
    {
        string export = _folder.WriteExport(2);
        await _folder.RunAsync("-d", "-c", export, "--database", "dry.db");
        _folder.Write("text.db", "text");

        ConnectorRun some = await TraceAsync("1000,7", "dry.db");

        Assert.Equal(1, some.ExitCode);
        Assert.Contains($"of the asset 7. It was looked for in the run database '{_folder.PathOf("dry.db")}'.", Assert.Single(some.ErrorLines), StringComparison.Ordinal);
        Assert.StartsWith("NotSent.", Told(some, "outcome"), StringComparison.Ordinal);
        Assert.Contains("Nothing is known of the asset 7", (await TraceAsync("7", "dry.db")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("is no asset id", (await TraceAsync("1.5E+09", "dry.db")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("is no asset id", (await TraceAsync("0", "dry.db")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("with --inventory, or a ledger with --ledger", (await TraceAsync("7")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("is not a run database", (await TraceAsync("7", "text.db")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("does not exist", (await TraceAsync("7", "none.db")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("does not exist", (await TraceAsync("7", "dry.db", "--ledger", "none.sqlite")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Equal(1, (await TraceAsync("--json")).ExitCode);
        ConnectorRun help = await TraceAsync("--help");
        help.RequireSuccess();
        Each.Holds(
            (string[])["ID", "RUN", "--inventory", "--ledger", "--json", "q_ledger", "Exit codes:", "Examples:"],
            text => Assert.Contains(text, help.Output, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    // A text that takes several lines goes on below its beginning.
    private static string Told(ConnectorRun run, string label) => string.Join(' ', run.OutputLines
        .SkipWhile(line => !line.StartsWith($"{label}:", StringComparison.Ordinal))
        .TakeWhile((line, i) => i == 0 || line.StartsWith("            ", StringComparison.Ordinal)).Select((line, i) => (i == 0 ? line[(label.Length + 1)..] : line).Trim()));

    private Task<ConnectorRun> TraceAsync(params string[] arguments) => _folder.RunAsync(["trace", .. arguments]);
}
