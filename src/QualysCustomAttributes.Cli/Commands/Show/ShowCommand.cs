using System.CommandLine;
using QualysCustomAttributes.Cli.Console;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Cli.Commands.Show;

/// <summary>Shows what a run came to, or each run of a folder.</summary>
internal sealed class ShowCommand : ConnectorCommand
{
    private readonly Argument<string> _run = new("RUN") { Description = "The run database, or a folder of them." };

    private readonly Argument<string?> _what = new("WHAT")
    {
        Description = "What of the run is listed: rejected (rows of the export), duplicates, plan (what is done with each key of an asset, and why), "
            + "groups, batches, calls, or verification (what was read back and is not as wanted); without it the run is summed up.",
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "WHAT",
    };

    private readonly RowFilters _filters = new();

    private readonly Option<bool> _json = new("--json") { Description = "Write it as JSON: an object, of a folder and of what is listed a list of them." };

    public ShowCommand()
        : base("show", "Shows what a run came to, what of it is left, and the command that goes on; of a folder each run, the newest first. Nothing is written.") =>
        _what.AcceptOnlyFromAmong([.. ListCommand.Kinds]);

    public override IEnumerable<Argument> Arguments => [_run, _what];

    public override IEnumerable<Option> Options => [.. _filters.All, _json];

    public override void Explain(HelpText help)
    {
        help.Table("Exit codes:", [("0", "done, whatever the run came to"), ("1", "there is no such run database, or one cannot be read")]);
        help.Examples(
            "Examples:", ("What a run came to, and how it goes on:", "show run.db"), ("The runs of a folder, for a script:", "show ./runs --json"),
            ("Which rows of the export were not used, and why:", "show run.db rejected"),
            ("What failed, and why:", "show run.db batches --outcome failed,partial"), ("Every call, for a script:", "show run.db calls --json"));
    }

    public override Task<int> RunAsync(ParseResult given, CancellationToken stop)
    {
        string path = Paths.Full(given.GetRequiredValue(_run), _run.Name);
        TextWriter output = given.InvocationConfiguration.Output;
        bool isFolder = Directory.Exists(path);
        AskedRows asked = _filters.Of(given, given.GetValue(_what));
        if (given.GetValue(_what) is { } kind)
        {
            ShowRows.Write(kind, path, asked, given.GetValue(_json), output, stop);
            return Task.FromResult(ExitCodes.Done);
        }

        int exitCode = ExitCodes.Done;
        List<QualysRun> runs = [];
        foreach (string file in isFolder ? RunDatabaseFiles.In(path) : [path])
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                runs.Add(QualysRun.Read(file, NextStep.Command));
            }
            catch (RunDatabaseException exception)
            {
                // Of this file alone: the next one is read.
                ErrorLine.Write(ErrorAdvice.Describe(exception));
                exitCode = ExitCodes.NothingSent;
            }
        }

        QualysRun[] sorted = [.. QualysRun.NewestFirst(runs)];
        if (given.GetValue(_json))
        {
            if (isFolder || sorted.Length > 0)
            {
                output.WriteLine(isFolder ? JsonText.Of(sorted) : JsonText.Of(sorted[0]));
            }
        }
        else
        {
            IEnumerable<string> lines = !isFolder ? sorted.SelectMany(ShowTexts.Summary)
                : sorted.Length > 0 ? ShowTexts.List(sorted)
                : exitCode == ExitCodes.Done ? ShowTexts.Nothing(path) : [];
            foreach (string line in lines.SelectMany(line => SummaryLine.Fit(ShownText.Line(line))))
            {
                output.WriteLine(line);
            }
        }

        return Task.FromResult(exitCode);
    }
}
