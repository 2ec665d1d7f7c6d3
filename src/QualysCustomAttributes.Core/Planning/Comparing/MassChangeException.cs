namespace QualysCustomAttributes.Planning;

/// <summary>A brake holds a plan: it would change more than anybody expects, or its export lacks much of what the last one had.</summary>
public sealed class MassChangeException : ConnectorException
{
    private MassChangeException(string message, string path)
        : base("MassChange", ConnectorErrorKind.Brake, message, path, null)
    {
    }

    internal static MassChangeException Of(string path, IReadOnlyList<string> brakes) => new(
        $"The plan in '{path}' is held back: it would {string.Join("; it would ", brakes)}. Nothing was sent.", path)
    {
        Listing = new RunListing(RunList.Plan, path),
    };
}
