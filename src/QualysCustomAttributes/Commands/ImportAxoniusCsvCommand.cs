using System.Management.Automation;
using System.Text;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Parameters.Completion;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Planning;

namespace QualysCustomAttributes.Commands;

/// <summary>Reads an Axonius export into a new run database and passes its assets on.</summary>
[Cmdlet(VerbsData.Import, "AxoniusCsv", DefaultParameterSetName = PathSet)]
[OutputType(typeof(AxoniusRecord))]
public sealed class ImportAxoniusCsvCommand : ConnectorCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    private AxoniusImportOptions? _options;
    private AxoniusImport? _import;

    private protected override string? Stopped => _import is null ? null
        : $"Stopped before the export was read to its end. Nothing was sent, and '{_import.DatabasePath}' is of no use: import the export again.";

    /// <summary>The export.</summary>
    [Parameter(Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ExportName]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The export, with no character taken as a wildcard.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string? LiteralPath { get; set; }

    /// <summary>The run database to create.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RunDatabaseCompleter))]
    [ValidateNotNullOrEmpty]
    public string? DatabasePath { get; set; }

    /// <summary>CSV headers and the attribute keys they stand for.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(MappingCompleter))]
    [ValidateNotNull]
    public object? Mapping { get; set; }

    /// <summary>The header of the column with the asset ids.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ExportHeaderCompleter))]
    [ValidateNotNullOrEmpty]
    public string? AssetIdColumn { get; set; }

    /// <summary>The character between cells.</summary>
    [Parameter]
    [OneDelimiter]
    public char Delimiter { get; set; } = AxoniusCsvOptions.DefaultDelimiter;

    /// <summary>The encoding of an export that has no byte order mark.</summary>
    [Parameter]
    [OneEncoding]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    [ValidateNotNull]
    public Encoding? Encoding { get; set; }

    /// <summary>The texts that are taken for no value.</summary>
    [Parameter]
    [ValidateNotNull]
    public string[] TreatAsEmpty { get; set; } = [];

    /// <summary>Whether characters that are not seen stay in values.</summary>
    [Parameter]
    public SwitchParameter KeepInvisible { get; set; }

    /// <summary>Whether an export most of whose rows are rejected is taken all the same.</summary>
    [Parameter]
    public SwitchParameter AllowRejected { get; set; }

    /// <summary>Whether a run database that exists is replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Whether others may read what is made, as far as the umask lets them.</summary>
    [Parameter]
    public SwitchParameter SharedRead { get; set; }

    private protected override void Process()
    {
        if (_options is not null)
        {
            throw AxoniusExportException.Several(this.ResolveFile(LiteralPath ?? Path ?? ""));
        }

        _options = ImportParameters.Resolve(
            this, Path, LiteralPath, DatabasePath, Mapping, AssetIdColumn, Reading(), Force, SharedRead, Caller);
    }

    // At the end it is known that no second export comes, which would leave the first one's database behind.
    private protected override void End()
    {
        if (_options is null)
        {
            return;
        }

        _import = AxoniusImport.Start(_options, EventSink, StopToken);
        while (_import.Read())
        {
            WriteObject(_import.Current);
        }

        EventSink.CompleteProgress(ConnectorStage.Import);
    }

    private protected override void Release() => _import?.Dispose();

    private ReadingParameters Reading() =>
        new(IsGiven(nameof(Delimiter)) ? Delimiter : null, Encoding, KeepInvisible, TreatAsEmpty, AllowRejected);
}
