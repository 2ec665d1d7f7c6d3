using System.Management.Automation;
using QualysCustomAttributes.Files;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Parameters.Completion;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Reporting;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Commands;

/// <summary>
/// Writes a report of a run: a page that opens in any browser without network, Markdown, or JSON. Nothing is written into the run.
/// </summary>
[Cmdlet(VerbsData.Export, "QualysRunReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportQualysRunReportCommand : ConnectorCommand
{
    private readonly HashSet<string> _given = [];

    private RunReportExport? _export;

    /// <summary>The run database.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ArgumentCompleter(typeof(RunDatabaseCompleter))]
    [ValidateNotNullOrEmpty]
    public string DatabasePath { get; set; } = "";

    /// <summary>The file to write, or a folder that is there; beside the run, and called as it is, where it is not named.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? OutputPath { get; set; }

    /// <summary>What it is written as.</summary>
    [Parameter]
    public RunReportFormat Format { get; set; }

    /// <summary>Whether a file that exists is replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Whether others may read what is made, as far as the umask lets them.</summary>
    [Parameter]
    public SwitchParameter SharedRead { get; set; }

    private protected override void Process()
    {
        _export ??= new RunReportExport(Format, Force, SharedRead, ResumeCommand.Next);
        string run = this.ResolveFile(DatabasePath);
        // Each once, however many of its batches name it.
        if (!_given.Add(run))
        {
            return;
        }

        try
        {
            string path = _export.FindPath(run, OutputPath is null ? null : this.ResolveFile(OutputPath));
            if (ShouldProcess(path, $"Write a report of the run '{run}'"))
            {
                _export.Write(run, path, StopToken);
                WriteObject(new FileInfo(path));
            }
        }
        catch (ConnectorException exception) when (exception is RunDatabaseException or RunReportException or LinkRefusedException)
        {
            // Of this run alone: the next one is read.
            WriteError(ConnectorErrorRecords.Of(exception));
        }
    }
}
