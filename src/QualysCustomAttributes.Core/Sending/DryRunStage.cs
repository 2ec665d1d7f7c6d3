using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Sending;

/// <summary>The dry run of the last stage: the requests stand in the run database as they would be sent, and none is.</summary>
internal sealed class DryRunStage : BatchStage
{
    /// <summary>What the record calls it that a brake would have held what was chosen.</summary>
    public const string HeldOption = "held";

    /// <summary>What the record calls it that brakes were not asked.</summary>
    public const string AllowOption = "allowMassChange";

    // Whether batches change a key is seen where they are read.
    private readonly bool _isOrdered;
    private readonly List<QualysBatch> _pending = [];

    private DryRunStage(RunDatabase database, PlanFunction function, SendOptions options, IProgress<ConnectorEvent>? events)
        : base(database, function, options, Describe(function, options), IsLook(database, options), events) =>
        _isOrdered = options.PriorityKey is not null;

    /// <summary>Begins the stage.</summary>
    /// <param name="databasePath">The run database.</param>
    /// <param name="options">What would be done.</param>
    /// <param name="events">Takes progress and warnings.</param>
    /// <returns>The stage.</returns>
    /// <exception cref="RunDatabaseException">The database cannot be used, or records calls with another function.</exception>
    public static DryRunStage Start(string databasePath, SendOptions options, IProgress<ConnectorEvent>? events = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Open(databasePath, options.Caller, database => new DryRunStage(database, ResolveFunction(database, options), options, events));
    }

    /// <summary>Enters and counts the batches that are chosen, without an object for each.</summary>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <exception cref="RunDatabaseException">The database holds no plan that can be used, or cannot be written.</exception>
    public void EnterAndCountAll(CancellationToken cancellationToken = default)
    {
        if (IsOnlyLooked || _isOrdered)
        {
            foreach (QualysBatch batch in ChooseBatches(cancellationToken))
            {
                Look(batch);
            }

            return;
        }

        Choose(cancellationToken);
        lock (Counts)
        {
            foreach (OutcomeRow row in Database.Executions.CountOutcomes())
            {
                Counts.Add(row);
            }

            Run.RowsIn = Counts.Batches;
            Run.RowsOut = Counts.Succeeded;
        }
    }

    // Once something was sent, what is left to be sent stays what it is: looking at another part of the plan does not choose it.
    private static bool IsLook(RunDatabase database, SendOptions options) => !options.AsksForEach && database.Calls.Count() > 0;

    /// <summary>Shows what is on record of a batch, and enters it unless it is only looked at.</summary>
    /// <param name="batch">The batch; it must be of this stage's database.</param>
    /// <returns>What is on record of it.</returns>
    /// <exception cref="RunDatabaseException">The batch is of another database, or of an earlier run of its stage.</exception>
    public QualysUpdateResult Look(QualysBatch batch)
    {
        QualysUpdateResult result = Enter(batch);
        if (IsOnlyLooked && !IsDone(result))
        {
            _pending.Add(batch);
        }

        return result;
    }

    /// <summary>Reads the first groups of which something would be sent.</summary>
    /// <param name="atMost">How many groups are read at most.</param>
    /// <returns>The groups in the order of their numbers, and how many there are in all.</returns>
    public (IReadOnlyList<PendingGroup> First, long Total) ReadPending(int atMost)
    {
        if (!IsOnlyLooked)
        {
            return PendingGroup.Read(Database, atMost);
        }

        PendingGroup[] groups =
        [
            .. _pending.GroupBy(batch => batch.GroupNumber).OrderBy(group => group.Key).Select(group =>
                new PendingGroup(group.Key, group.Sum(batch => batch.AssetCount), group.Count(), group.First().Set.NonEmpty)
                {
                    Function = group.First().Function,
                }),
        ];
        return ([.. groups.Take(atMost)], groups.Length);
    }

    // It would be held if it were sent: whoever looks is told, and whoever goes on says so.
    private protected override void Hold(MassChangeException held)
    {
        Events?.Report(new ConnectorWarning(held.Message) { Listing = held.Listing });
        if (!IsOnlyLooked)
        {
            Run.Note(HeldOption, bool.TrueString);
        }
    }

    private static string Describe(PlanFunction function, SendOptions options) => StageOptions.Describe(
    [
        (RunTable.FunctionOption, function.Name), (RunTable.DryRunOption, true), ("resend", options.Resend),
        (BatchChoice.Option, options.Choice.Describe()), (AllowOption, options.AllowMassChange ? true : null),
        .. options.Target is { } target ? RunTarget.Describe(target) : [],
    ]);
}
