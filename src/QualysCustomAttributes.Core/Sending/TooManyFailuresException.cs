using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Sending;

/// <summary>
/// Batch after batch failed for the same cause. The run ended in order, so that it does not go on for nothing; the rest is left to
/// resume.
/// </summary>
public sealed class TooManyFailuresException : ConnectorException
{
    internal TooManyFailuresException(string why, QualysUpdateResult last, UpdateTarget updates)
        : base(
            "TooManyFailures",
            ConnectorErrorKind.Limit,
            $"{why}, the last one with: {Sentence.Of(last.Error ?? "no reason")} The run was ended. What was not sent, and what failed, is "
            + $"on record in '{last.DatabasePath}'. Find out what is wrong before you go on.",
            updates.Api, null)
    {
        DatabasePath = last.DatabasePath;
        Updates = updates;
    }

    /// <summary>The run database in which what was not sent is on record.</summary>
    public string DatabasePath { get; }

    /// <summary>Where the rest is sent to.</summary>
    internal UpdateTarget Updates { get; }
}
