using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Sending;

/// <summary>What is done with the batches of a run database.</summary>
internal sealed record SendOptions
{
    /// <summary>What is done with the attributes; <see langword="null"/> for what is on record in the database, else add.</summary>
    public QualysFunction? Function { get; init; }

    /// <summary>What is done where neither was said nor is on record what; <see langword="null"/> for add.</summary>
    public QualysFunction? DefaultFunction { get; init; }

    /// <summary>Whether a batch that is on record as done is sent again.</summary>
    public bool Resend { get; init; }

    /// <summary>Whether a batch that is on record as failed or partial stays as it is.</summary>
    public bool LeavesFailed { get; init; }

    /// <summary>How many batches may fail one after the other for the same cause before the run is ended.</summary>
    public int FailureLimit { get; init; } = FailureBreaker.DefaultLimit;

    /// <summary>Ends the sending early: calls under way may finish, further attempts and batches are left for later.</summary>
    public CancellationToken StopSending { get; init; }

    /// <summary>Where a dry run would go to, for the record; <see langword="null"/> where that is not known.</summary>
    public UpdateTarget? Target { get; init; }

    /// <summary>Which batches are sent, where they are read from the database.</summary>
    public BatchChoice Choice { get; init; } = new();

    /// <summary>Whether each batch is asked about: what nobody said yes to is then not chosen.</summary>
    public bool AsksForEach { get; init; }

    /// <summary>How many assets are sent alone before the rest, or <see langword="null"/> for none.</summary>
    public int? Canary { get; init; }

    /// <summary>The ledger of the subscription, where there is one that a run which sends everything does not write into.</summary>
    public string? LedgerBeside { get; init; }

    /// <summary>The digest that the plan must have, or <see langword="null"/> where any will do.</summary>
    public string? PlanDigest { get; init; }

    /// <summary>The key whose changes are sent first; <see langword="null"/> for the plan's order.</summary>
    public string? PriorityKey { get; init; }

    /// <summary>How long a run waits for another one that sends for the same subscription; not at all unless somebody says so.</summary>
    public TimeSpan LeaseTimeout { get; init; }

    /// <summary>Ends that wait.</summary>
    public CancellationToken StopWaiting { get; init; }

    /// <summary>The lease of the ledger, where it was taken before the plan was made; whoever sends gives it back.</summary>
    public LedgerLease? Lease { get; init; }

    /// <summary>Who sends.</summary>
    public StageCaller Caller { get; init; } = "";

    /// <summary>The part of the assets that hold values which a reconciled run may change at once, 0 to 1.</summary>
    public double MaximumChange { get; init; } = PlanBrakes.DefaultMaximumChange;

    /// <summary>Whether a plan is sent that a brake would hold.</summary>
    public bool AllowMassChange { get; init; }
}
