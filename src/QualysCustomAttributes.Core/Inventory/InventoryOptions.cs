using System.Text.Encodings.Web;
using System.Text.Json;
using QualysCustomAttributes.Qualys.Inventory;

namespace QualysCustomAttributes.Inventory;

/// <summary>What an export of the inventory brings, and where to.</summary>
internal sealed record InventoryOptions
{
    /// <summary>
    /// How much earlier than the start of the last complete run an incremental one asks from: a change may show late, and no two
    /// clocks agree. What comes twice is merged, and costs nothing but its way.
    /// </summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    private const string IncrementalRule = "incremental";
    private const string LastDayRule = "last day";

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The folder of pages and database; it is made where it does not exist.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether others may read what is made, as far as the umask lets them.</summary>
    public bool SharedRead { get; init; }

    /// <summary>
    /// Only assets updated since are brought: the last day where <see langword="null"/>. With <see cref="Incremental"/> it
    /// counts where there is no complete run yet.
    /// </summary>
    public DateTimeOffset? LastUpdatedAfter { get; init; }

    /// <summary>
    /// Whether assets are brought that were updated since <see cref="Overlap"/> before the start of the last complete run;
    /// all where there is none. A run counts as a base as far as complete runs leave no gap before it: behind a gap the time
    /// before the gap is the base.
    /// </summary>
    public bool Incremental { get; init; }

    /// <summary>How many assets a page has at most.</summary>
    public int PageSize { get; init; } = QualysInventoryQuery.LargestPageSize;

    /// <summary>The fields to bring; all where empty. Fields that are not brought keep what the database has.</summary>
    public IReadOnlyList<string> IncludeFields { get; init; } = [];

    /// <summary>The fields to leave out.</summary>
    public IReadOnlyList<string> ExcludeFields { get; init; } = [];

    /// <summary>Conditions, all of which an asset meets.</summary>
    public IReadOnlyList<QualysInventoryFilter> Filters { get; init; } = [];

    /// <summary>Whether a run that ended early is left as it is, and a new one begins.</summary>
    public bool StartOver { get; init; }

    /// <summary>How the moment was chosen: a run goes on where the same choice is made again.</summary>
    internal string SinceRule =>
        (Incremental ? IncrementalRule : "")
        + (LastUpdatedAfter is { } since ? InventoryTime.Format(since) : Incremental ? "" : LastDayRule);

    /// <summary>The moment that was named in a choice; null where none was, or the choice was of another kind.</summary>
    internal static DateTimeOffset? MomentOf(string sinceRule, bool isIncremental)
    {
        string moment = !isIncremental ? sinceRule
            : sinceRule.StartsWith(IncrementalRule, StringComparison.Ordinal) ? sinceRule[IncrementalRule.Length..]
            : "";
        return moment.Length > 0 && char.IsAsciiDigit(moment[0]) ? InventoryTime.Parse(moment) : null;
    }

    /// <summary>Fields and filters in one text, to be compared.</summary>
    internal string Selection => JsonSerializer.Serialize(
        new
        {
            includeFields = IncludeFields,
            excludeFields = ExcludeFields,
            filters = Filters.Select(filter => filter.ToString()),
        },
        Readable);

    internal bool IsPartial => IncludeFields.Count > 0 || ExcludeFields.Count > 0;

    internal QualysInventoryQuery ToQuery(DateTimeOffset since) => new()
    {
        LastUpdatedAfter = since,
        IncludeFields = IncludeFields,
        ExcludeFields = ExcludeFields,
        Filters = Filters,
        PageSize = PageSize,
    };
}
