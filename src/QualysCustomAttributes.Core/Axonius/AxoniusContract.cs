using System.Text;
using System.Text.Json;
using QualysCustomAttributes.Files;

namespace QualysCustomAttributes.Axonius;

/// <summary>A column of the export that carries a custom attribute.</summary>
/// <param name="Header">The column's header in the export.</param>
/// <param name="Key">The custom attribute's key in Qualys.</param>
internal sealed record AxoniusColumn(string Header, string Key);

/// <summary>
/// The data contract: which column of the export holds the Qualys asset ids, and which columns carry which custom
/// attribute. The order of the columns is the order of the attributes in a payload.
/// </summary>
internal sealed class AxoniusContract
{
    /// <summary>The header of the asset id column unless another is named (contract of the reference connector).</summary>
    public const string DefaultAssetIdHeader = "Qualys Scans: Qualys ID";

    /// <summary>The key that marks the asset id column in a mapping.</summary>
    public const string AssetIdKey = "AssetID";

    /// <summary>
    /// How many attributes a run takes: the database puts the list of them together in one expression, which SQLite lets grow
    /// a thousand deep.
    /// </summary>
    public const int MostColumns = 900;

    private const long LargestMapping = 1 << 20;

    /// <summary>The contract that holds when no mapping is given: the reference connector's eleven columns.</summary>
    public static AxoniusContract Default { get; } = new(DefaultAssetIdHeader,
    [
        new("Mssql: MSSQL_ Business_Name", "Business"),
        new("Mssql: MSSQL_ Div_Name", "Division"),
        new("Mssql: MSSQL_ Productgroup", "Product_Group"),
        new("Mssql: MSSQL_ Portfolio", "Portfolio"),
        new("Mssql: MSSQL_ Product", "Product"),
        new("Mssql: MSSQL_ Primaryservice", "Primary_Service"),
        new("Mssql: MSSQL_ Serviceownergroup", "Service_Owner_Group"),
        new("Mssql: MSSQL_ Deviceownergroup", "Device_Owner_Group"),
        new("Mssql: MSSQL_ Recoverytier", "Recovery_Tier"),
        new("Mssql: MSSQL_ Sla", "SLA"),
    ]);

    /// <summary>Creates a contract.</summary>
    /// <param name="assetIdHeader">The header of the column with the Qualys asset ids.</param>
    /// <param name="columns">The columns that carry attributes, in the order of the payload.</param>
    /// <exception cref="AxoniusMappingException">A header or key is empty or stands twice, or there is no column, or too many.</exception>
    public AxoniusContract(string assetIdHeader, IReadOnlyList<AxoniusColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(assetIdHeader);
        ArgumentNullException.ThrowIfNull(columns);
        AssetIdHeader = NormalizeHeader(assetIdHeader);
        Columns = columns.Select(column => column with { Header = NormalizeHeader(column.Header), Key = column.Key.Trim() }).ToArray();
        Validate();
        Keys = Columns.Select(column => column.Key).ToArray();
    }

    /// <summary>The header of the column with the Qualys asset ids.</summary>
    public string AssetIdHeader { get; }

    /// <summary>The columns that carry attributes, in the order of the payload.</summary>
    public IReadOnlyList<AxoniusColumn> Columns { get; }

    /// <summary>The attributes' keys, in the order of the payload.</summary>
    public IReadOnlyList<string> Keys { get; }

    /// <summary>Makes a contract of a mapping from CSV headers to attribute keys.</summary>
    /// <param name="mapping">Header and key of each column; the key <see cref="AssetIdKey"/> marks the asset id column.</param>
    /// <param name="assetIdHeader">The asset id column's header, which counts before the mapping's own.</param>
    /// <returns>The contract.</returns>
    /// <exception cref="AxoniusMappingException">The mapping cannot be used.</exception>
    public static AxoniusContract FromMapping(IEnumerable<KeyValuePair<string, string>> mapping, string? assetIdHeader = null)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        var columns = new List<AxoniusColumn>();
        string? mappedAssetId = null;
        foreach ((string header, string key) in mapping)
        {
            if (string.Equals(key?.Trim(), AssetIdKey, StringComparison.OrdinalIgnoreCase))
            {
                mappedAssetId = mappedAssetId is null
                    ? header
                    : throw new AxoniusMappingException(
                        $"The mapping gives two columns the key '{AssetIdKey}': '{mappedAssetId}' and '{header}'.", AssetIdKey);
            }
            else
            {
                columns.Add(new AxoniusColumn(header ?? "", key ?? ""));
            }
        }

        return new AxoniusContract(assetIdHeader ?? mappedAssetId ?? DefaultAssetIdHeader, columns);
    }

    /// <summary>Reads a mapping from a JSON file: one object, CSV headers as names, attribute keys as values.</summary>
    /// <param name="path">The file.</param>
    /// <param name="assetIdHeader">The asset id column's header, which counts before the mapping's own.</param>
    /// <returns>The contract.</returns>
    /// <exception cref="AxoniusMappingException">The file cannot be read, or is not such an object.</exception>
    public static AxoniusContract FromJsonFile(string path, string? assetIdHeader = null)
    {
        try
        {
            // Read as text, for editors that put a byte order mark before it.
            using JsonDocument document = JsonDocument.Parse(ReadableFile.ReadText(path, LargestMapping), new JsonDocumentOptions
            {
                AllowTrailingCommas = true,
                CommentHandling = JsonCommentHandling.Skip,
            });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new AxoniusMappingException(
                    $$"""The mapping '{{path}}' is not a JSON object of the form { "CSV header": "Key" }.""", path);
            }

            var columns = document.RootElement.EnumerateObject().Select(property => ReadColumn(property, path)).ToArray();
            return FromMapping(columns, assetIdHeader);
        }
        catch (JsonException exception)
        {
            throw new AxoniusMappingException($"The mapping '{path}' is not valid JSON: {JsonWords.Of(exception)}.", path, exception);
        }
        catch (InvalidOperationException exception)
        {
            // A name or a value with half a surrogate pair in it, which JSON can be written with.
            throw new AxoniusMappingException($"The mapping '{path}' holds text that is no valid Unicode: half of a character.", path, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AxoniusMappingException($"The mapping '{path}' cannot be read: {FileWords.Of(path, exception)}. "
                + FileWords.Advice(path, exception, "Name a JSON file that you may read."), path, exception);
        }
    }

    /// <summary>Brings a header to the form in which headers are compared: without U+FEFF, quotes and surrounding white space.</summary>
    /// <param name="header">The header as written.</param>
    /// <returns>The header as compared.</returns>
    public static string NormalizeHeader(string header)
    {
        ArgumentNullException.ThrowIfNull(header);
        return header.Replace("\uFEFF", "", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal).Trim();
    }

    private static KeyValuePair<string, string> ReadColumn(JsonProperty property, string path) =>
        property.Value.ValueKind == JsonValueKind.String
            ? new(property.Name, property.Value.GetString()!)
            : throw new AxoniusMappingException(
                $"The mapping '{path}' gives '{property.Name}' a value that is not text. "
                + """Write { "CSV header": "Key" }.""", path);

    private void Validate()
    {
        if (AssetIdHeader.Length == 0)
        {
            throw new AxoniusMappingException("The asset id column has an empty name.");
        }

        if (Columns.Count == 0)
        {
            throw new AxoniusMappingException("The mapping names no attribute: at least one CSV header must be given a key.");
        }

        if (Columns.Count > MostColumns)
        {
            throw new AxoniusMappingException(
                $"The mapping names {Counted.Of(Columns.Count, "attribute")}; a run takes {MostColumns} at most. "
                + "Split it over several runs.");
        }

        // Keys become columns of the database, whose names know no case.
        var headers = new HashSet<string>(StringComparer.Ordinal) { AssetIdHeader };
        var keys = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "qualys_id", "attribute_set_id" };
        foreach (AxoniusColumn column in Columns)
        {
            if (column.Header.Length == 0 || column.Key.Length == 0)
            {
                throw new AxoniusMappingException($"The mapping has an empty name: '{column.Header}' = '{column.Key}'.");
            }

            if (RemovedCharacters.AreIn(column.Key) || column.Key.EnumerateRunes().Contains(Rune.ReplacementChar))
            {
                throw new AxoniusMappingException(
                    $"The mapping's key {ShownText.Name(column.Key)} for {ShownText.Name(column.Header)} holds a character that nobody sees or "
                    + "that is not allowed in a key, or is no valid Unicode text.");
            }

            if (!headers.Add(column.Header))
            {
                throw new AxoniusMappingException($"The mapping names the column '{column.Header}' twice.", column.Header);
            }

            if (!keys.Add(column.Key))
            {
                throw new AxoniusMappingException(
                    $"The mapping gives two columns the key '{column.Key}', or uses a name that is taken by the database.",
                    column.Key);
            }
        }
    }
}
