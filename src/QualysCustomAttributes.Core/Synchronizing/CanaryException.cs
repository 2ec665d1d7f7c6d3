namespace QualysCustomAttributes.Synchronizing;

/// <summary>The assets that were sent alone are not as wanted, or cannot be read: nothing else of the plan was sent.</summary>
public sealed class CanaryException : ConnectorException
{
    private CanaryException(string errorId, ConnectorErrorKind kind, string message, string path, Exception? inner = null)
        : base(errorId, kind, message, path, inner)
    {
    }

    internal static CanaryException NotAsWanted(string path, long assets, string what, long left) => new(
        "CanaryNotAsWanted", ConnectorErrorKind.InvalidData,
        $"The canary of {Counted.Of(assets, "asset")} is not as wanted: {what} {Rest(left)} Look for the cause, "
        + "and go on with it when it is known: the canary is sent again then.", path)
    {
        Listing = new RunListing(RunList.Verification, path),
    };

    internal static CanaryException NotReadable(string path, ConnectorException why, long assets) => new(
        "CanaryNotReadable", why.Kind,
        $"The canary of {Counted.Of(assets, "asset")} could not be read back, so nothing was sent at all: {why.Message}", path, why);

    internal static CanaryException NotReadBack(string path, ConnectorException why, long assets, long left) => new(
        "CanaryNotReadable", why.Kind,
        $"The canary of {Counted.Of(assets, "asset")} was sent and cannot be read back: {why.Message} {Rest(left)}", path, why);

    private static string Rest(long left) => left == 0
        ? "Nothing else of the plan was left to be sent."
        : $"Nothing else was sent: {Counted.Of(left, "batch of the plan is", "batches of the plan are")} left.";
}
