namespace QualysCustomAttributes.Runs;

/// <summary>
/// Actions and reasons as a pair has them: a letter for each key, so that a pair is one row however many keys there are. The view
/// <c>qualys_attribute_plan</c> has their names.
/// </summary>
internal static class PlanLetters
{
    /// <summary>The letters of what is done, with the names of <c>ChangeAction</c>.</summary>
    public static IReadOnlyList<(char Letter, string Name)> Actions { get; } =
    [
        ('=', NothingToDo), ('A', "Add"), ('U', "Update"), ('R', "Remove"), ('W', Withheld), (AddOrUpdate, "Add"), (UpdateOrAdd, "Update"),
    ];

    /// <summary>What is called that of which nothing differs.</summary>
    public const string NothingToDo = "None";

    /// <summary>What a change is called that is not made: of a value alone, or of all that a brake holds.</summary>
    public const string Withheld = "Withheld";

    /// <summary>A value is added, and updated too, for a call that is in doubt may have given the key one.</summary>
    public const char AddOrUpdate = 'B';

    /// <summary>A value is updated, and added too, for a call that is in doubt may have removed the key.</summary>
    public const char UpdateOrAdd = 'V';

    /// <summary>Why something is done that does no more than what was sent already and is in doubt.</summary>
    public const char InDoubt = 'I';

    /// <summary>The letters of why, with the names of <c>ChangeReason</c>.</summary>
    public static IReadOnlyList<(char Letter, string Name)> Reasons { get; } =
    [
        ('=', "Equal"), ('N', "New"), ('C', "Changed"), ('D', "Drifted"), ('E', "Emptied"), ('L', "Left"), ('O', "NotOurs"),
        ('U', "UnknownAsset"), ('B', "Undone"), (InDoubt, "InDoubt"),
    ];

    /// <summary>The name of a letter.</summary>
    /// <exception cref="RunDatabaseException">There is none: the plan is not as this product makes it.</exception>
    public static string NameOf(IReadOnlyList<(char Letter, string Name)> letters, char letter, string path) =>
        letters.FirstOrDefault(each => each.Letter == letter).Name
        ?? throw RunDatabaseException.NotTrusted(path, "its plan has an action or reason of another kind");

    /// <summary>The letter of a name.</summary>
    public static char Of(IReadOnlyList<(char Letter, string Name)> letters, string name) => letters.First(each => each.Name == name).Letter;
}
