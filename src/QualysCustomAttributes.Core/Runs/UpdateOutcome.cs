namespace QualysCustomAttributes.Runs;

/// <summary>What came of a batch.</summary>
public enum UpdateOutcome : long
{
    /// <summary>It was not sent: a dry run, a batch that was declined, or a run that ended before its turn.</summary>
    NotSent,

    /// <summary>Qualys says SUCCESS, and its count is not short.</summary>
    Succeeded,

    /// <summary>Qualys says SUCCESS, but for fewer assets than were sent.</summary>
    Partial,

    /// <summary>Qualys refused it, or every attempt failed.</summary>
    Failed,

    /// <summary>It was sent, and the run ended before an answer came: it may or may not have been applied.</summary>
    InDoubt,
}
