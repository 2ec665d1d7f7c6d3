namespace QualysCustomAttributes.Qualys;

/// <summary>Where updates go and how they say who sends them: what a command that goes on with a run has to say again.</summary>
/// <param name="Api">The API host.</param>
/// <param name="Authentication">How an update says who sends it.</param>
/// <param name="Gateway">The gateway that was named to sign in at; <see langword="null"/> where none was.</param>
/// <param name="ClientKind">Whose client signs in for the token; <see langword="null"/> where no client does.</param>
internal sealed record UpdateTarget(
    QualysAddress Api, QualysUpdateAuthentication Authentication, QualysAddress? Gateway = null, QualysClientKind? ClientKind = null)
{
    /// <summary>What the account is made of that was given to one command, and that the next has to be given again.</summary>
    public QualysAccountKind? Given { get; init; }
}
