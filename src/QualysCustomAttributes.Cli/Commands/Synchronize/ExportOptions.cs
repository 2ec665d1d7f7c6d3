using System.CommandLine;
using System.Text;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Planning;

namespace QualysCustomAttributes.Cli.Commands.Synchronize;

/// <summary>The options that say how an export is read, and what is made of it.</summary>
internal sealed class ExportOptions
{
    public Setting<int> BatchSize { get; } = new("--batch-size")
    {
        HelpName = "N",
        Meaning = $"How many assets a request has at most, 1 to {SplitStage.LargestBatchSize}.",
        Default = Numbers.Write(SplitStage.DefaultBatchSize),
        Read = Numbers.Whole(1, SplitStage.LargestBatchSize),
    };

    public Setting<DuplicateAction> Duplicates { get; } = new("--duplicates")
    {
        HelpName = "RULE",
        Meaning = $"What happens to an asset id in several rows: {Choices.ExcludeConflicting} counts rows that agree once and leaves out "
            + $"an id whose rows disagree; {Choices.Exclude} leaves out every repeated id, as the reference connector does.",
        Default = Choices.ExcludeConflicting,
        Read = Choices.Duplicates,
    };

    public Setting<string> Mapping { get; } = new("--mapping")
    {
        HelpName = "FILE",
        Meaning = "A JSON file { \"CSV header\": \"Key\" } that takes the place of the data contract.",
        Otherwise = "the data contract",
        Read = Paths.Full,
    };

    public Setting<string> AssetIdColumn { get; } = new("--asset-id-column")
    {
        HelpName = "NAME",
        Meaning = "The header of the column with the Qualys asset ids.",
        Otherwise = AxoniusContract.DefaultAssetIdHeader,
        Read = (text, _) => text,
    };

    public Setting<char?> Delimiter { get; } = new("--delimiter")
    {
        HelpName = "CHAR",
        Meaning = "The character between the cells of the export; \\t or tab for a tabulator.",
        Otherwise = "what a first line sep= says, else a comma",
        Read = (text, source) => Choices.Delimiter(text, source),
    };

    public Setting<Encoding> Encoding { get; } = new("--encoding")
    {
        HelpName = "NAME",
        Meaning = "The encoding of an export without byte order mark: a name as windows-1252, or the number of a code page.",
        Otherwise = "utf-8",
        Read = (text, _) => ExportEncoding.Parse(text),
    };

    public Setting<IReadOnlyList<string>> TreatAsEmpty { get; } = new("--treat-as-empty")
    {
        HelpName = "TEXT,...",
        Meaning = "Take these texts for no value, as #N/A,NULL,nan; letter case makes no difference.",
        Read = (text, _) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
    };

    public Option<bool> KeepInvisible { get; } = new("--keep-invisible")
    {
        Description = "Leave characters that are not seen in values: zero-width spaces, direction overrides, tags. "
            + "Those that XML forbids are always taken out.",
    };

    public Option<bool> AllowRejected { get; } = new("--allow-rejected")
    {
        Description = "Go on with an export more than half of whose rows are rejected.",
    };

    /// <summary>The options of reading, in the order of the help.</summary>
    public IEnumerable<Option> OfReading =>
        [Duplicates, Mapping, AssetIdColumn, Delimiter, Encoding, TreatAsEmpty, KeepInvisible, AllowRejected];

    /// <summary>Reads how an export is imported.</summary>
    /// <param name="given">What stands on the command line.</param>
    /// <param name="path">The export.</param>
    /// <exception cref="SettingsException">A setting cannot be used.</exception>
    /// <exception cref="ConnectorException">A setting cannot be used.</exception>
    public AxoniusImportOptions Of(ParseResult given, string path) => new()
    {
        Path = path,
        Contract = Contract(Mapping.Find(given), AssetIdColumn.Find(given)),
        Delimiter = Delimiter.Find(given),
        Encoding = Encoding.Find(given),
        TreatAsEmpty = TreatAsEmpty.Find(given) ?? [],
        KeepInvisible = given.GetValue(KeepInvisible),
        AllowRejected = given.GetValue(AllowRejected),
        Caller = $"{Product.Name} {Product.Version}",
    };

    /// <summary>Writes the data contract.</summary>
    /// <returns>How wide its first column is.</returns>
    public static int ExplainContract(HelpText help)
    {
        AxoniusContract contract = AxoniusContract.Default;
        (string Header, string Meaning)[] columns =
        [
            (contract.AssetIdHeader,
                $"{AxoniusContract.AssetIdKey}, the Qualys asset id; several in a cell are separated by newline or comma"),
            .. contract.Columns.Select(column => (column.Header, column.Key)),
        ];
        help.Table("Data contract (CSV header -> custom attribute):", columns);
        return columns.Max(column => column.Header.Length);
    }

    private static AxoniusContract Contract(string? mapping, string? assetIdColumn) =>
        mapping is not null ? AxoniusContract.FromJsonFile(mapping, assetIdColumn)
            : assetIdColumn is not null ? new AxoniusContract(assetIdColumn, AxoniusContract.Default.Columns)
            : AxoniusContract.Default;
}
