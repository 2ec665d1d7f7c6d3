using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Sending;

/// <summary>The dry run of the last stage: the requests stand in the run database as they would be sent, and none is.</summary>
internal sealed class DryRunStage : BatchStage
{
    private DryRunStage(RunDatabase database, QualysFunction function, SendOptions options, IProgress<ConnectorEvent>? events)
        : base(database, function, options, Describe(function, options), events)
    {
    }

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

    private static string Describe(QualysFunction function, SendOptions options) =>
        StageOptions.Describe((RunTable.FunctionOption, function.ToRequestName()), ("dryRun", true), ("resend", options.Resend), ("choice", options.Choice.Describe()));
}
