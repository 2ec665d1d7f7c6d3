namespace QualysCustomAttributes.Runs;

/// <summary>A stage of a run database: what it writes there, and what it takes away when it is run again.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Writes">What it writes, each as a table with a condition where the table is shared.</param>
internal sealed record RunStage(ConnectorStage Stage, params string[] Writes)
{
    /// <summary>The rows that were taken out as duplicates: by the comparison where there is one, else by the grouping.</summary>
    public const string Duplicates = "duplicate_record";

    /// <summary>Every stage, in the order the data flows. A stage stands on what all stages before it wrote.</summary>
    public static IReadOnlyList<RunStage> InOrder { get; } =
    [
        new(ConnectorStage.Import, "attribute_set", "axonius_record", "rejected_rows WHERE stage = 'Import'") { ReplacesNothing = true },
        new(ConnectorStage.Compare, "plan_pair", "plan_asset", "plan_source", Duplicates) { IsOptional = true },
        new(ConnectorStage.Payload, "stage_range WHERE stage = 'Payload'", "payload_change"),
        new(
            ConnectorStage.Group,
            "stage_range WHERE stage = 'Group'", Duplicates, "plan_calls", "payload_group", "rejected_rows WHERE stage = 'Group'",
            "plan WHERE stage = 'Group'"),
        new(ConnectorStage.Split, "payload_batch", "plan WHERE stage = 'Split'", "plan WHERE stage IN ('Update', 'Choice')"),
        new(ConnectorStage.Update, "batch_execution", "api_calls") { ReplacesNothing = true },
    ];

    /// <summary>Whether a run may do without it.</summary>
    public bool IsOptional { get; private init; }

    /// <summary>Whether it only adds: an import has a database of its own, and what came of calls is never taken back.</summary>
    private bool ReplacesNothing { get; init; }

    /// <summary>The stages up to this one, itself included.</summary>
    public static IEnumerable<RunStage> UpTo(ConnectorStage stage) => InOrder.Take(PlaceOf(stage) + 1);

    /// <summary>The stages that this one may stand next to: the one before, and what is before that where it may be left out.</summary>
    public static IEnumerable<ConnectorStage> Before(ConnectorStage stage)
    {
        for (int place = PlaceOf(stage) - 1; place >= 0; place--)
        {
            yield return InOrder[place].Stage;
            if (!InOrder[place].IsOptional)
            {
                break;
            }
        }
    }

    /// <summary>The stages behind this one.</summary>
    public static IEnumerable<RunStage> Behind(ConnectorStage stage) => InOrder.Skip(PlaceOf(stage) + 1);

    /// <summary>What a new run of a stage takes away: whatever it and the stages after it wrote. Calls are never among it.</summary>
    public static IEnumerable<string> ReplacedBy(ConnectorStage stage)
    {
        int place = PlaceOf(stage);
        return InOrder[place].ReplacesNothing
            ? []
            : InOrder.Skip(place).SelectMany(each => each.Writes).Where(table => table != "api_calls");
    }

    private static int PlaceOf(ConnectorStage stage)
    {
        for (int place = 0; place < InOrder.Count; place++)
        {
            if (InOrder[place].Stage == stage)
            {
                return place;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(stage), stage, "not a stage of a run database");
    }
}
