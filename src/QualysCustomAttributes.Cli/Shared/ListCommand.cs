namespace QualysCustomAttributes.Cli.Shared;

/// <summary>Words the command that shows row by row what is told in short.</summary>
internal static class ListCommand
{
    public const string Rejected = "rejected";
    public const string Duplicates = "duplicates";
    public const string Plan = "plan";
    public const string Groups = "groups";
    public const string Batches = "batches";
    public const string Calls = "calls";
    public const string Verification = "verification";

    /// <summary>All of them, in the order in which a run makes them.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [Rejected, Duplicates, Plan, Groups, Batches, Calls, Verification];

    /// <summary>The command.</summary>
    public static string Of(RunListing listing) => Of(listing.DatabasePath, listing.What switch
    {
        RunList.Rejected => Rejected,
        RunList.Duplicates => Duplicates,
        RunList.Plan => Plan,
        RunList.Verification => Verification,
        _ => "",
    });

    /// <summary>The command that lists one of the kinds of rows that <c>show</c> knows.</summary>
    public static string Of(string databasePath, string kind) =>
        $"{Product.Name} show {ShellWord.Quote(databasePath)} {kind}".TrimEnd();

    /// <summary>Where it is looked at, as the last sentence of a message: nothing stands behind a command, so that it can be copied.</summary>
    public static string? See(RunListing? listing) => listing is null ? null : $"See: {Of(listing)}";
}
