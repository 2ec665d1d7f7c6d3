using System.Management.Automation;

namespace QualysCustomAttributes.Unit.Help;

// Cmdlets that exist to be compared with the pages of SamplePages; nobody runs them.

internal enum FakeAction
{
    Exclude,
    ExcludeConflicting,
}

internal sealed record FakeRecord;

internal sealed record FakeBatch;

internal abstract class FakeCommand : PSCmdlet
{
    [Parameter]
    [Alias("Size", "Count")]
    public int? BatchSize { get; set; }
}

[Cmdlet(VerbsCommon.Split, "Fake", DefaultParameterSetName = "Payload", SupportsShouldProcess = true)]
[OutputType(typeof(FakeBatch))]
internal sealed class SplitFakeCommand : FakeCommand
{
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Payload", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public FakeRecord[] InputObject { get; set; } = [];

    [Parameter(Position = 1, ParameterSetName = "Payload")]
    public FakeAction Action { get; set; }

    [Parameter(ParameterSetName = "Payload", ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = "Database", ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    public string DatabasePath { get; set; } = string.Empty;

    [Parameter(ParameterSetName = "Database")]
    [ValidateSet("Gzip", "None")]
    public string Compression { get; set; } = "Gzip";

    public string NoParameter { get; set; } = string.Empty;
}

[Cmdlet(VerbsCommon.Get, "Plain")]
internal sealed class GetPlainCommand : PSCmdlet
{
    [Parameter]
    public Dictionary<string, int>? Mapping { get; set; }
}

// It names a default set, but no parameter is in it alone.
[Cmdlet(VerbsCommon.Set, "Lonely", DefaultParameterSetName = "Nothing")]
internal sealed class SetLonelyCommand : PSCmdlet
{
    [Parameter(ParameterSetName = "Something", ValueFromPipelineByPropertyName = true)]
    public string? Value { get; set; }
}
