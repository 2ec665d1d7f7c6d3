using QualysCustomAttributes.Qualys.Updates;

namespace QualysCustomAttributes.Sending;

/// <summary>What is done with the batches of a run database.</summary>
internal sealed record SendOptions
{
    /// <summary>What is done with the attributes; <see langword="null"/> for what is on record in the database, else add.</summary>
    public QualysFunction? Function { get; init; }

    /// <summary>Whether a batch that is on record as done is sent again.</summary>
    public bool Resend { get; init; }

    /// <summary>Ends the sending early: calls under way may finish, further attempts and batches are left for later.</summary>
    public CancellationToken StopSending { get; init; }

    /// <summary>The command that runs, for the record.</summary>
    public string Command { get; init; } = "";
}
