using QualysCustomAttributes.Files;

namespace QualysCustomAttributes.Axonius;

/// <summary>The export cannot be read: it is missing, empty, locked, not text, or broken beyond one row.</summary>
public sealed class AxoniusExportException : ConnectorException
{
    private AxoniusExportException(string errorId, ConnectorErrorKind kind, string message, string path, Exception? inner = null)
        : base(errorId, kind, message, path, inner)
    {
    }

    /// <summary>The character that probably parts its cells, where the one that was named does not.</summary>
    internal char? OtherDelimiter { get; init; }

    /// <summary>No export was named.</summary>
    /// <returns>The error.</returns>
    public static AxoniusExportException NotNamed() => new(
        "ExportNotNamed", ConnectorErrorKind.InvalidArgument,
        "There is no Axonius export to read.", "");

    /// <summary>A path does not stand for exactly one file.</summary>
    /// <param name="path">The path as given.</param>
    /// <param name="count">How many files it stands for.</param>
    /// <returns>The error.</returns>
    public static AxoniusExportException NotOne(string path, int count) => count == 0 ? NotFound(path) : new(
        "ExportNotOne", ConnectorErrorKind.InvalidArgument,
        $"'{path}' stands for {Counted.Of(count, "file")}, and one run reads one export. Name one file.", path);

    /// <summary>What was given is no file: objects, as another program made them of the rows of one.</summary>
    /// <returns>The error.</returns>
    internal static AxoniusExportException AsObjects() => new(
        "ExportAsObjects", ConnectorErrorKind.InvalidArgument,
        "The objects that were given name no file, and rows as objects are not taken: encoding, quoting and line numbers of the export "
        + "are lost in them. Give the export itself.", "");

    /// <summary>Several exports were given to what reads one.</summary>
    /// <param name="path">The second export.</param>
    /// <returns>The error.</returns>
    internal static AxoniusExportException Several(string path) => new(
        "ExportNotOne", ConnectorErrorKind.InvalidArgument,
        $"'{path}' is the second export, and one run reads one export. Nothing was read of either. Give one file.", path);

    /// <summary>Several exports were given beside the name of one run database.</summary>
    /// <param name="databasePath">The database.</param>
    /// <param name="path">The second export.</param>
    /// <returns>The error.</returns>
    internal static AxoniusExportException OneDatabase(string databasePath, string path) => new(
        "ExportNotOne", ConnectorErrorKind.InvalidArgument,
        $"'{path}' is the second export beside the one run database '{databasePath}', and each run has a database of its own. "
        + "Nothing was read or sent. Name no database, and each is named after its time.", path);

    internal static AxoniusExportException NotFound(string path) => new(
        "ExportNotFound", ConnectorErrorKind.NotFound,
        $"The Axonius export '{path}' does not exist. Name an existing CSV file.", path);

    internal static AxoniusExportException Unreadable(string path, Exception inner) => new(
        "ExportUnreadable", ConnectorErrorKind.Permission,
        $"The Axonius export '{path}' cannot be read: {FileWords.Of(path, inner)}. "
        + FileWords.Advice(path, inner, "Name a CSV file that you may read."), path, inner);

    internal static AxoniusExportException Empty(string path) => new(
        "ExportEmpty", ConnectorErrorKind.InvalidData,
        $"The Axonius export '{path}' is empty. Export it again from Axonius with its header line.", path);

    internal static AxoniusExportException NotText(string path, string what, string aside = "") => new(
        "ExportNotCsv", ConnectorErrorKind.InvalidData,
        $"The Axonius export '{path}' is not CSV text: {what}. Export it as CSV in UTF-8, or in UTF-16 with a byte order mark.{aside}", path);

    internal static AxoniusExportException DelimiterInvalid(string path, char delimiter) => new(
        "DelimiterInvalid", ConnectorErrorKind.InvalidArgument,
        $"U+{(int)delimiter:X4} cannot part the cells of '{path}'. Name a printable ASCII character other than the quote, or tab.", path);

    internal static AxoniusExportException NotFile(string path, string what) => new(
        "ExportNotFile", ConnectorErrorKind.InvalidArgument,
        $"The Axonius export '{path}' is {what}, and no file. Name an existing CSV file; what comes out of a pipe is written into one first.",
        path);

    internal static AxoniusExportException Changed(string path, string how) => new(
        "ExportChanged", ConnectorErrorKind.InvalidData,
        $"The Axonius export '{path}' changed while it was read: {how}. Wait until it is written to its end, and import it again.", path);

    internal static AxoniusExportException Bomb(string path, int times) => new(
        "ExportTooLarge", ConnectorErrorKind.InvalidData,
        FormattableString.Invariant(
            $"The Axonius export '{path}' inflates to more than {times} times its size, which no export does. Inflate and look at it first."),
        path);

    internal static AxoniusExportException DamagedGzip(string path, Exception inner) => new(
        "ExportMalformed", ConnectorErrorKind.InvalidData,
        $"The gzip compression of the Axonius export '{path}' is damaged. Copy it again.", path, inner);

    internal static AxoniusExportException HeaderAlone(string path) => new(
        "ExportUnusable", ConnectorErrorKind.InvalidData,
        $"The Axonius export '{path}' has a header and no rows. Export it again from Axonius.", path);

    internal static AxoniusExportException Unusable(string path, string causes, string? databasePath, string advice) => new(
        "ExportUnusable", ConnectorErrorKind.InvalidData,
        $"The Axonius export '{path}' holds nothing that can be used: {causes}.{advice}",
        path)
    {
        Listing = RunListing.Of(RunList.Rejected, databasePath),
    };

    internal static AxoniusExportException NothingToSend(string path, string? databasePath, long withoutValues, long excluded) => new(
        "ExportUnusable", ConnectorErrorKind.InvalidData,
        $"Nothing of {(databasePath is null ? $"the Axonius export '{path}'" : "what was imported")} can be sent: "
        + string.Join(" and ", ((string?[])
        [
            withoutValues > 0
                ? $"{Counted.Of(withoutValues, "asset has", "assets have")} no value for any attribute"
                : null,
            excluded > 0
                ? $"{Counted.Of(excluded, "asset id is", "asset ids are")} left out for standing in several rows"
                : null,
        ]).OfType<string>())
        + $". Look at the export, and export it again.",
        path)
    {
        Listing = RunListing.Of(withoutValues > 0 ? RunList.Rejected : RunList.Duplicates, databasePath),
    };

    internal static AxoniusExportException NotUtf8(string path, string causes, string? databasePath, string advice) => new(
        "ExportNotUtf8", ConnectorErrorKind.InvalidData,
        $"The Axonius export '{path}' cannot be used as UTF-8: {causes}.{advice}",
        path)
    {
        Listing = RunListing.Of(RunList.Rejected, databasePath),
    };

    internal static AxoniusExportException MostlyRejected(string path, string causes, string? databasePath, string advice) => new(
        "ExportMostlyRejected", ConnectorErrorKind.InvalidData,
        $"More than half of the Axonius export '{path}' was rejected: {causes}.{advice}",
        path)
    {
        Listing = RunListing.Of(RunList.Rejected, databasePath),
    };

    internal static AxoniusExportException EncodingInvalid(string text) => new(
        "EncodingInvalid", ConnectorErrorKind.InvalidArgument,
        $"{ShownText.Name(text)} is no encoding. Name one as windows-1252, iso-8859-15 or utf-16, or a code page by its number, as 1252.", text);

    internal static AxoniusExportException TooVaried(string path, long sets) => new(
        "ExportTooVaried", ConnectorErrorKind.InvalidData,
        FormattableString.Invariant(
            $"The assets of the Axonius export '{path}' have more than {sets:N0} different sets of values, and a run takes no more. ")
        + "Split the export, or map fewer columns.",
        path);

    internal static AxoniusExportException Malformed(string path, long line, string what, char? otherDelimiter = null) => new(
        "ExportMalformed", ConnectorErrorKind.InvalidData,
        $"The Axonius export '{path}' is broken at line {line}: {what}", path)
    {
        OtherDelimiter = otherDelimiter,
    };
}

/// <summary>The export's header breaks the data contract.</summary>
public sealed class AxoniusContractException : ConnectorException
{
    private AxoniusContractException(string message, string path, IReadOnlyList<string> missingHeaders)
        : base("ContractBroken", ConnectorErrorKind.InvalidData, message, path, null) => MissingHeaders = missingHeaders;

    /// <summary>The headers that the contract requires and the export lacks, in the contract's order.</summary>
    public IReadOnlyList<string> MissingHeaders { get; }

    /// <summary>The character that probably parts its cells, where the one that was named does not.</summary>
    internal char? OtherDelimiter { get; private init; }

    /// <summary>Whether another description of the export's columns may help.</summary>
    internal bool IsOfColumns { get; private init; }

    internal static AxoniusContractException Missing(
        string path, IReadOnlyList<string> missing, char? otherDelimiter, string aside, NearestHeader there)
    {
        string names = string.Join(", ", missing.Select(name => $"'{name}'{Nearest(there, name)}"));
        bool isShort = otherDelimiter is null && names.Length <= LongestInCause;
        string message = $"The Axonius export '{path}' lacks {missing.Count} of the columns the data contract requires"
            + $"{(isShort ? $": {names}" : "")}. "
            + (otherDelimiter is { } other
                ? $"The cells of its header are parted by {HeaderBinding.Name(other)}."
                : $"Add {(missing.Count == 1 ? "it" : "them")} to the export in Axonius.") + aside;
        string? present = otherDelimiter is null ? there.Listed : null;
        return new AxoniusContractException(message, path, missing)
        {
            OtherDelimiter = otherDelimiter,
            IsOfColumns = otherDelimiter is null,
            Details = string.Join(' ', ((string?[])[isShort || otherDelimiter is not null ? null : $"Missing: {names}.", present is null ? null : $"There: {present}."]).OfType<string>()),
        };
    }

    // A list that is longer stands behind what to do about it.
    private const int LongestInCause = 120;

    private static string Nearest(NearestHeader there, string missing) =>
        there.Find(missing) is var (name, difference) ? $" (there is {ShownText.NameWithCodes(name)}: {difference})" : "";

    internal static AxoniusContractException WithoutHeader(string path, IReadOnlyList<string> missing, string what) =>
        new($"The Axonius export '{path}' {what}", path, missing);

    internal static AxoniusContractException Repeated(string path, string header, int firstColumn, int secondColumn) => new(
        $"The Axonius export '{path}' has the column '{header}' twice (columns {firstColumn} and {secondColumn}), "
        + "so nobody can say which one counts. Export it once.",
        path, []);
}

/// <summary>A mapping of CSV headers to attribute keys cannot be used.</summary>
public sealed class AxoniusMappingException : ConnectorException
{
    internal AxoniusMappingException(string message, object? target = null, Exception? inner = null)
        : base("MappingInvalid", ConnectorErrorKind.InvalidArgument, message, target, inner)
    {
    }

    /// <summary>The mapping is neither a dictionary nor a file.</summary>
    /// <param name="type">What it is.</param>
    /// <returns>The error.</returns>
    public static AxoniusMappingException OfAnotherKind(Type type) => new(
        $"A mapping is a hashtable @{{ 'CSV header' = 'Key' }} or the path of a JSON file, not a {type?.Name}.");
}
