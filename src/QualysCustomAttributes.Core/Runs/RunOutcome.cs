namespace QualysCustomAttributes.Runs;

/// <summary>How a stage ended, as <c>run.outcome</c> says it.</summary>
internal static class RunOutcome
{
    public const string Running = "running";
    public const string Complete = "complete";
    public const string Failed = "failed";

    /// <summary>A brake held the plan: nothing of it was sent.</summary>
    public const string Held = "held";
    public const string Cancelled = "cancelled";
    public const string Incomplete = "incomplete";
}
