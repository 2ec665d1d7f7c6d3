using System.Management.Automation;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Parameters.Completion;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Verifying;

namespace QualysCustomAttributes.Commands;

/// <summary>Reads back from Qualys what a run has sent, and says for each asset and key whether it is as wanted.</summary>
[Cmdlet(VerbsDiagnostic.Test, "QualysAttribute")]
[OutputType(typeof(QualysAttributeVerification))]
public sealed class TestQualysAttributeCommand : QualysCommand
{
    /// <summary>The run database.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ArgumentCompleter(typeof(RunDatabaseCompleter))]
    [ValidateNotNullOrEmpty]
    public string DatabasePath { get; set; } = "";

    /// <summary>How long assets are read again that are not as wanted yet.</summary>
    [Parameter]
    [Wait]
    public TimeSpan VerifyTimeout { get; set; } = VerificationOptions.DefaultTimeout;

    private protected override string? Stopped =>
        $"Stopped. What was found so far stays in the run database. To read back again: {ResumeCommand.OfVerification(this.ResolveFile(DatabasePath))}";

    private protected override void Process()
    {
        var options = new VerificationOptions { DatabasePath = this.ResolveFile(DatabasePath), Caller = Caller, Timeout = VerifyTimeout };
        using var verification = new AttributeVerification(ResolveConnection(RunResumption.OfSent(options.DatabasePath)), options, EventSink);
        VerificationSummary summary = Await(verification.RunAsync(WorkToken));
        EventSink.CompleteProgress(ConnectorStage.Verify);
        foreach (string line in summary.Learnt)
        {
            WriteVerbose(line);
        }

        foreach (QualysAttributeVerification each in verification.Read())
        {
            WriteObject(each);
        }

        if (summary.Failure is { } failure)
        {
            WriteError(ConnectorErrorRecords.Of(failure));
        }
    }
}
