using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Cli.Shared;

/// <summary>What the program's end says to whoever started it.</summary>
internal static class ExitCodes
{
    /// <summary>Everything asked for was done.</summary>
    public const int Done = 0;

    /// <summary>A setting or the input is wrong: nothing was changed, loaded or published.</summary>
    public const int NothingSent = 1;

    /// <summary>
    /// Some batches failed, are partial or in doubt, or assets are missing, or a target failed behind others, or the run ended
    /// before all was done.
    /// </summary>
    public const int Incomplete = 2;

    /// <summary>A plan that was made has changes, where somebody asked to be told by the exit code.</summary>
    public const int ChangesPending = 3;

    /// <summary>A brake holds the plan: nothing was sent.</summary>
    public const int Braked = 4;

    /// <summary>Ended before its time by a long limit or by too many failures, and to be resumed.</summary>
    public const int Parked = 5;

    /// <summary>Qualys refused the account or the request.</summary>
    public const int Refused = 6;

    /// <summary>The code that an error has whatever was done before it, or <see langword="null"/>.</summary>
    public static int? Of(Exception? error) => error switch
    {
        QualysAuthenticationException => Refused,
        ConnectorException { Kind: ConnectorErrorKind.Brake } => Braked,
        ConnectorException { Kind: ConnectorErrorKind.Limit } => Parked,
        QualysConnectionException { ErrorId: "RequestRefused" } => Refused,
        // The sign-in of a run failed for what passes: it is to be resumed.
        QualysConnectionException { ErrorId: "NoUsableAnswer", DatabasePath: not null } => Parked,
        // A canary that cannot be read back ends as whatever kept it from being read.
        CanaryException { InnerException: ConnectorException why } => Of(why),
        _ => null,
    };

    /// <summary>The run was stopped by a signal, as shells have it.</summary>
    public const int Cancelled = 130;
}
