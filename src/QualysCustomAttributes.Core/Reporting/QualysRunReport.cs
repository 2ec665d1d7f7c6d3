using QualysCustomAttributes.Reporting.Subjects;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Reporting;

/// <summary>What a report says of a run: read from its database once, whatever it is written as. Nothing is written there.</summary>
internal sealed record QualysRunReport
{
    /// <summary>When it was read, UTC.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>What made it, with its version.</summary>
    public string MadeBy { get; } = $"QualysCustomAttributes {typeof(QualysRunReport).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>The run in numbers and words.</summary>
    public required QualysRun Run { get; init; }

    /// <summary>What it came to, in a sentence.</summary>
    public required ReportedOutcome Outcome { get; init; }

    /// <summary>What the plan does under each key; <see langword="null"/> where it was not made by comparison.</summary>
    public ReportedPlan? Plan { get; init; }

    /// <summary>How many assets have a value under each key; <see langword="null"/> where nothing was imported.</summary>
    public ReportedCoverage? Coverage { get; init; }

    /// <summary>The calls to Qualys; <see langword="null"/> where none is on record.</summary>
    public ReportedCalls? Calls { get; init; }

    /// <summary>The batches that Qualys did not confirm in full.</summary>
    public required ReportList<ReportedBatch> Batches { get; init; }

    /// <summary>What of the export was not used, by reason.</summary>
    public required ReportedRejections Rejected { get; init; }

    /// <summary>The asset ids that stand in several rows.</summary>
    public required ReportList<ReportedDuplicate> Duplicates { get; init; }

    /// <summary>What is done with each asset.</summary>
    public required ReportList<ReportedChange> Changes { get; init; }

    /// <summary>What somebody else changed; <see langword="null"/> where the plan was not made by comparison.</summary>
    public ReportedDrift? Drift { get; init; }

    /// <summary>What was read back; <see langword="null"/> where nothing was.</summary>
    public ReportedVerification? Verification { get; init; }

    /// <summary>Reads it.</summary>
    /// <param name="databasePath">The run database.</param>
    /// <param name="nextCommand">Words the command that goes on.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RunDatabaseException">The file is missing, no run database, of another release, or cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static QualysRunReport Read(string databasePath, Func<QualysRun, string?> nextCommand, CancellationToken cancellationToken)
    {
        using RunDatabase database = RunDatabase.OpenForReading(databasePath);
        // One view of it, whatever is written meanwhile.
        database.Execute("BEGIN");
        QualysRun run = QualysRun.Read(database, nextCommand);
        cancellationToken.ThrowIfCancellationRequested();
        return new QualysRunReport
        {
            MadeAt = DateTimeOffset.UtcNow,
            Run = run,
            Outcome = ReportedOutcome.Of(run),
            Plan = ReportedPlan.Read(database, run),
            Coverage = UnlessStopped(() => ReportedCoverage.Read(database), cancellationToken),
            Calls = UnlessStopped(() => ReportedCalls.Read(database, run, cancellationToken), cancellationToken),
            Batches = ReportedBatch.Read(database, run),
            Rejected = ReportedRejections.Read(database, run),
            Duplicates = UnlessStopped(() => ReportedDuplicate.Read(database, run), cancellationToken),
            Changes = UnlessStopped(() => ReportedChange.Read(database, run), cancellationToken),
            Drift = UnlessStopped(() => ReportedDrift.Read(database, run), cancellationToken),
            Verification = UnlessStopped(() => ReportedVerification.Read(database), cancellationToken),
        };
    }

    private static T UnlessStopped<T>(Func<T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return read();
    }
}
