using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Verifying;

namespace QualysCustomAttributes.Synchronizing;

/// <summary>What a synchronization does.</summary>
internal sealed record SynchronizationOptions
{
    /// <summary>What is imported, how, and where to.</summary>
    public required AxoniusImportOptions Import { get; init; }

    /// <summary>What is done with the attributes.</summary>
    public required QualysFunction Function { get; init; }

    /// <summary>
    /// What the export is compared with, where only differences are to be sent; <see langword="null"/> where everything is sent with
    /// <see cref="Function"/>.
    /// </summary>
    public ComparisonOptions? Comparison { get; init; }

    /// <summary>The run that is undone, in the place of an export; <see langword="null"/> where an export is synchronized.</summary>
    public UndoOptions? Undo { get; init; }

    /// <summary>What is done: with everything the same, or what each group needs where only what differs is sent.</summary>
    public PlanFunction PlannedFunction => Comparison is null && Undo is null ? Function : PlanFunction.OfEachGroup;

    /// <summary>The ledger of the subscription, where there is one that a run which sends everything does not write into.</summary>
    public string? LedgerBeside { get; init; }

    /// <summary>The part of the assets that hold values which a reconciled run may change at once, 0 to 1.</summary>
    public double MaximumChange { get; init; } = PlanBrakes.DefaultMaximumChange;

    /// <summary>Whether a plan is sent that a brake would hold.</summary>
    public bool AllowMassChange { get; init; }

    /// <summary>What happens to an asset id that stands in several rows.</summary>
    public DuplicateAction DuplicateAction { get; init; }

    /// <summary>What the assets of a group have in common; <see langword="null"/> for what is usual.</summary>
    public PayloadGrouping? GroupBy { get; init; }

    /// <summary>How many assets a batch has at most.</summary>
    public int BatchSize { get; init; } = SplitStage.DefaultBatchSize;

    /// <summary>Where a dry run would go to, for the record; <see langword="null"/> where that is not known.</summary>
    public UpdateTarget? Target { get; init; }

    /// <summary>Which batches are sent.</summary>
    public BatchChoice Choice { get; init; } = new();

    /// <summary>How many assets are sent alone, and read back, before the rest; <see langword="null"/> for none.</summary>
    public int? Canary { get; init; }

    /// <summary>Whether what was sent is read back at the end.</summary>
    public bool Verify { get; init; }

    /// <summary>How long assets are read again that are not as wanted yet.</summary>
    public TimeSpan VerifyTimeout { get; init; } = VerificationOptions.DefaultTimeout;

    /// <summary>The digest that the plan must have, or <see langword="null"/> where any will do.</summary>
    public string? PlanDigest { get; init; }

    /// <summary>Whether a batch that is on record as done is sent again.</summary>
    public bool Resend { get; init; }

    /// <summary>Whether a batch that is on record as failed or partial stays as it is.</summary>
    public bool LeavesFailed { get; init; }

    /// <summary>How many batches may fail one after the other for the same cause before the run is ended.</summary>
    public int FailureLimit { get; init; } = FailureBreaker.DefaultLimit;

    /// <summary>Whether what is prepared is sent at once: then a reconciled run holds the lease of its ledger from before it compares.</summary>
    public bool SendsAtOnce { get; init; }

    /// <summary>The key whose changes are sent first; <see langword="null"/> for the plan's order.</summary>
    public string? PriorityKey { get; init; }

    /// <summary>How long a reconciled run waits for another one that sends for the same subscription.</summary>
    public TimeSpan LeaseTimeout { get; init; }

    /// <summary>Ends the sending early: calls under way may finish, further attempts and batches are left for later.</summary>
    public CancellationToken StopSending { get; init; }
}
