using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Sending;

/// <summary>
/// Asks the brakes about what is chosen of a plan. It stands on record by then, so that whoever goes on with what was held takes that very
/// choice. What was let go once is not asked about again; what is chosen beside it is.
/// </summary>
/// <param name="database">The run database.</param>
/// <param name="run">The run of the stage.</param>
/// <param name="options">What is asked for.</param>
internal sealed class BrakeCheck(RunDatabase database, StageRun run, SendOptions options)
{
    private const string LetGoOption = "letGo";

    private HashSet<BatchKey>? _letGo;

    /// <summary>Remembers what is on record, before anything is chosen.</summary>
    public void Begin()
    {
        if (database.Runs.FindLatestChoice(before: run.RunId) is { } last
            && StageOptions.Find<string>(last.Options, LetGoOption) is not null)
        {
            _letGo = [.. database.Choices.ReadKeys()];
        }
    }

    /// <summary>Finds what holds the batches that were chosen, in words that follow "The plan would".</summary>
    /// <param name="chosen">The batches.</param>
    /// <param name="isLook">Whether they are only looked at, and not on record.</param>
    /// <param name="find">Finds what holds a part of the plan, or the whole where none is given.</param>
    public IReadOnlyList<string> Find(
        IReadOnlyList<BatchKey> chosen, bool isLook, Func<IEnumerable<BatchRow>?, IReadOnlyList<string>> find)
    {
        if (!IsAsked || (_letGo is not null && (!options.Choice.IsNew || chosen.All(_letGo.Contains))))
        {
            return [];
        }

        // What was sent before of the same plan counts, too: many small parts are a large one.
        IReadOnlyList<BatchKey> recorded = database.Choices.ReadKeys();
        BatchKey[] keys = isLook ? [.. recorded.Union(chosen)] : [.. recorded];
        bool isWhole = keys.Length == PlanCompletion.CountBatches(database) && !PlanCompletion.IsOfPart(database);
        return find(isWhole ? null : keys.Select(database.Batches.Read));
    }

    /// <summary>Finds what holds the batches of a pipeline, by the groups that they are made of.</summary>
    /// <param name="find">Finds what holds a part of the plan, or the whole where none is given.</param>
    public IReadOnlyList<string> FindOfPipeline(Func<IEnumerable<BatchRow>?, IReadOnlyList<string>> find) => !IsAsked ? []
        : find(!PlanCompletion.IsOfPart(database) ? null
            : database.Groups.Read().Select(group => new BatchRow(group.GroupNumber, 0, group.AttributeSetId, group.AssetIds, group.Function)));

    /// <summary>Notes that no brake holds what is chosen, or that somebody released it.</summary>
    public void LetGo() => run.Note(LetGoOption, options.AllowMassChange ? "released" : "unbraked");

    private bool IsAsked => database.IsReconciled && !options.AllowMassChange;
}
