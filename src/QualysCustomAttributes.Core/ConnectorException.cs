namespace QualysCustomAttributes;

/// <summary>What went wrong, in the few kinds that a front end tells apart (an exit code, an error category).</summary>
public enum ConnectorErrorKind : long
{
    /// <summary>A setting or an argument cannot be used as it is.</summary>
    InvalidArgument,

    /// <summary>A file, a stage or an address that was named does not exist.</summary>
    NotFound,

    /// <summary>Something is already there that would be overwritten.</summary>
    AlreadyExists,

    /// <summary>The data breaks its contract.</summary>
    InvalidData,

    /// <summary>A file or a folder may not be read or written.</summary>
    Permission,

    /// <summary>Qualys refused the credentials, or the account lacks the permission.</summary>
    Authentication,

    /// <summary>The connection to Qualys could not be made or trusted.</summary>
    Connection,

    /// <summary>The disk is full, or the database is locked by another program.</summary>
    Resource,

    /// <summary>
    /// The run was ended before its time and can be resumed: Qualys's limits ask for a long wait, or too much failed.
    /// </summary>
    Limit,

    /// <summary>A plan would change more than is sent without a second word.</summary>
    Brake,
}

/// <summary>
/// The base of every error this project raises on purpose. Its message says what is wrong and where, in words for the person
/// who runs the command, and what to do as far as that is the same in every front; the rest is <see cref="Advice"/>.
/// </summary>
public abstract class ConnectorException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="errorId">The fixed id under which scripts recognise it.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="target">What it is about: a path, an address, a batch.</param>
    /// <param name="innerException">The cause, if another error led here.</param>
    private protected ConnectorException(
        string errorId, ConnectorErrorKind kind, string message, object? target, Exception? innerException)
        : base(ShownText.Line(SecretText.WithoutUserInfo(message)), HiddenCause.Of(innerException, Fit))
    {
        ErrorId = errorId;
        Kind = kind;
        Target = target;
    }

    /// <summary>
    /// What to do about it in the words of the front that shows it, which knows its own switches; part of the message. A second line of it
    /// is the command that goes on: it stands at the end of the message, where it can be copied.
    /// </summary>
    public string? Advice { get; set; }

    /// <summary>What stands behind the advice, for it is too long to stand before it: lists, and what else is known; may be empty.</summary>
    internal string Details { get => field ?? ""; private protected init => field = ShownText.Line(SecretText.WithoutUserInfo(value)); }

    /// <summary>Where what it counts stands row by row, which each front lists by a command of its own; <see langword="null"/> where that is nowhere.</summary>
    internal RunListing? Listing { get; private protected init; }

    /// <inheritdoc/>
    public override string Message
    {
        get
        {
            string[] advice = (Advice ?? "").Split('\n', 2);
            return string.Join(' ', new[] { base.Message, advice[0], Details, advice.Length > 1 ? advice[1] : "" }.Where(part => part.Length > 0));
        }
    }

    /// <summary>The fixed id of the error; it never changes between versions.</summary>
    public string ErrorId { get; }

    /// <summary>The kind of the error.</summary>
    public ConnectorErrorKind Kind { get; }

    /// <summary>What the error is about: a path, an address, a batch; <see langword="null"/> where there is no such thing.</summary>
    public object? Target { get; }

    private static string Fit(string text) => ShownText.Lines(SecretText.WithoutUserInfo(text));
}
