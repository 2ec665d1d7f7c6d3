using System.Management.Automation;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Parameters.Completion;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Commands;

/// <summary>Reads runs from their databases: what each came to, what is left, and the command that goes on. Nothing is written.</summary>
[Cmdlet(VerbsCommon.Get, "QualysRun", DefaultParameterSetName = PathSet)]
[OutputType(typeof(QualysRun))]
public sealed class GetQualysRunCommand : ConnectorCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    private readonly HashSet<string> _given = [];

    /// <summary>Run databases, or folders of them.</summary>
    [Parameter(Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RunDatabaseCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = ["."];

    /// <summary>Run databases, or folders of them, by names that are taken as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName", "DatabasePath")]
    [ArgumentCompleter(typeof(RunDatabaseCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    private protected override void Process()
    {
        foreach (string path in ParameterSetName == LiteralPathSet ? LiteralPath : Path)
        {
            string file = this.ResolveFile(path);
            if (Directory.Exists(file))
            {
                IReadOnlyList<string> found = FindIn(file);
                if (found.Count == 0)
                {
                    WriteWarning($"There is no run database in '{file}'.");
                }

                WriteNewestFirst(found);
            }
            else if (ParameterSetName == PathSet && WildcardPattern.ContainsWildcardCharacters(path) && !File.Exists(file))
            {
                // Of what a pattern stands for nobody named each: what is of another kind is passed over, as in a folder.
                WriteNewestFirst(this.ExpandFiles(path).SelectMany(found => Directory.Exists(found) ? FindIn(found)
                    : RunDatabaseFiles.IsOne(found) ? [found] : []));
            }
            else if (Read(file) is { } run)
            {
                WriteObject(run);
            }
        }
    }

    private void WriteNewestFirst(IEnumerable<string> files)
    {
        QualysRun[] runs = [.. files.Select(Read).OfType<QualysRun>()];
        foreach (QualysRun run in QualysRun.NewestFirst(runs))
        {
            WriteObject(run);
        }
    }

    private IReadOnlyList<string> FindIn(string folder)
    {
        try
        {
            return RunDatabaseFiles.In(folder);
        }
        catch (RunDatabaseException exception)
        {
            WriteError(ConnectorErrorRecords.Of(exception));
            return [];
        }
    }

    // Each once, however many of its batches name it.
    private QualysRun? Read(string file)
    {
        StopToken.ThrowIfCancellationRequested();
        if (!_given.Add(file))
        {
            return null;
        }

        try
        {
            return QualysRun.Read(file, ResumeCommand.Next);
        }
        catch (RunDatabaseException exception)
        {
            // Of this file alone: the next one is read.
            WriteError(ConnectorErrorRecords.Of(exception));
            return null;
        }
    }
}
