namespace QualysCustomAttributes.Synchronizing;

/// <summary>What a run came to, as a whole, by what its database has on record.</summary>
public enum QualysRunOutcome : long
{
    /// <summary>A living process works on it.</summary>
    Running,

    /// <summary>The plan is made, and nobody has chosen anything of it to be sent.</summary>
    Planned,

    /// <summary>A dry run has chosen what is to be sent, and nobody has begun to send it.</summary>
    DryRun,

    /// <summary>Nothing of the plan is chosen: whoever was asked said no.</summary>
    Declined,

    /// <summary>It ended before its end, by whatever: batches that were chosen are not sent, or the plan is not made.</summary>
    Incomplete,

    /// <summary>It ended while calls were under way: batches may or may not have been applied.</summary>
    InDoubt,

    /// <summary>The export could not be used, or every batch that was sent and is not confirmed failed and none was confirmed.</summary>
    Failed,

    /// <summary>All that was chosen was sent; some batches failed or were confirmed in part.</summary>
    Partial,

    /// <summary>All that was chosen is confirmed, and a part of the plan was never chosen.</summary>
    Pilot,

    /// <summary>The whole plan is confirmed, or there was nothing to be done.</summary>
    Complete,

    /// <summary>A brake holds the plan: it is withheld until somebody releases it.</summary>
    Held,

    /// <summary>The assets that were sent alone were not found as wanted: the rest waits for another decision.</summary>
    CanaryFailed,
}
