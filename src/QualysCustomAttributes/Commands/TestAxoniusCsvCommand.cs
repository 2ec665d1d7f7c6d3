using System.Management.Automation;
using System.Text;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Parameters.Completion;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Commands;

/// <summary>Checks Axonius exports: what would come of each, and what changed since a former run. No database is made.</summary>
[Cmdlet(VerbsDiagnostic.Test, "AxoniusCsv", DefaultParameterSetName = PathSet)]
[OutputType(typeof(AxoniusCsvCheck), typeof(bool))]
public sealed class TestAxoniusCsvCommand : ConnectorCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    private AxoniusContract _contract = AxoniusContract.Default;

    /// <summary>The exports.</summary>
    [Parameter(Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ExportName]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>The exports, with no character taken as a wildcard.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

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

    /// <summary>What happens to an asset id that stands in several rows.</summary>
    [Parameter]
    public DuplicateAction DuplicateAction { get; set; }

    /// <summary>How many assets a batch would have at most.</summary>
    [Parameter]
    [ValidateRange(1, SplitStage.LargestBatchSize)]
    public int BatchSize { get; set; } = SplitStage.DefaultBatchSize;

    /// <summary>The database of a former run to compare with.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RunDatabaseCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Baseline { get; set; }

    /// <summary>Of the baseline's assets, the percentage that must be there.</summary>
    [Parameter]
    [ValidateRange(0.0, 100.0)]
    public double MinimumAssets { get; set; } = (double)(PlanBrakes.LeastOfLastRun * 100);

    /// <summary>Of the baseline's coverage of each key, the percentage that must be there.</summary>
    [Parameter]
    [ValidateRange(0.0, 100.0)]
    public double MinimumCoverage { get; set; } = (double)(PlanBrakes.LeastOfLastRun * 100);

    /// <summary>Of the baseline's assets with a value, the percentage whose value must still be known.</summary>
    [Parameter]
    [ValidateRange(0.0, 100.0)]
    public double MinimumValues { get; set; } = (double)(PlanBrakes.LeastOfLastRun * 100);

    /// <summary>The percentage of any of them below which a warning is given.</summary>
    [Parameter]
    [ValidateRange(0.0, 100.0)]
    public double WarnBelow { get; set; } = BaselineLimits.DefaultWarning * 100;

    /// <summary>Whether no more than true or false is given.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override void Begin()
    {
        if (Baseline is null && ((string[])[nameof(MinimumAssets), nameof(MinimumCoverage), nameof(MinimumValues), nameof(WarnBelow)]).Any(IsGiven))
        {
            throw RunDatabaseException.BaselineMissing();
        }

        _contract = ExportSource.ResolveContract(this, Mapping, AssetIdColumn);
    }

    private protected override void Process()
    {
        ExportSource.RequireNames(Path);
        if (ParameterSetName == LiteralPathSet)
        {
            CheckEach(LiteralPath, path => [this.ResolveFile(path)]);
        }
        else if (Path is null)
        {
            CheckEach([ExportSource.ResolvePath(this, null, null)], path => [path]);
        }
        else
        {
            CheckEach(Path, path => ExportSource.ResolvePaths(this, path));
        }
    }

    private void CheckEach(IEnumerable<string> paths, Func<string, IReadOnlyList<string>> resolve)
    {
        foreach (string path in paths)
        {
            Try(() =>
            {
                foreach (string file in resolve(path))
                {
                    Try(() => Check(file));
                }
            });
        }
    }

    private void Check(string file)
    {
        StopToken.ThrowIfCancellationRequested();
        AxoniusCsvCheck check = ExportCheck.Run(OptionsOf(file), EventSink, StopToken);
        EventSink.CompleteProgress(ConnectorStage.Import);
        WriteObject(Quiet ? check.Passed : check);
    }

    // An error is of one file alone: the next one is checked.
    private void Try(Action work)
    {
        try
        {
            work();
        }
        catch (AxoniusExportException exception)
        {
            WriteError(ConnectorErrorRecords.Of(exception));
        }
    }

    private ExportCheckOptions OptionsOf(string file) => new()
    {
        Import = new AxoniusImportOptions
        {
            Path = file,
            Contract = _contract,
            Delimiter = IsGiven(nameof(Delimiter)) ? Delimiter : null,
            Encoding = Encoding,
            KeepInvisible = KeepInvisible,
            TreatAsEmpty = TreatAsEmpty,
            AllowRejected = AllowRejected,
        },
        DuplicateAction = DuplicateAction,
        BatchSize = BatchSize,
        BaselinePath = Baseline is null ? null : this.ResolveFile(Baseline),
        Limits = new BaselineLimits
        {
            Assets = MinimumAssets / 100,
            Coverage = MinimumCoverage / 100,
            Values = MinimumValues / 100,
            Warning = WarnBelow / 100,
        },
        DescribeError = ErrorAdvice.Describe,
        DescribeWarning = WarningAdvice.Describe,
    };
}
