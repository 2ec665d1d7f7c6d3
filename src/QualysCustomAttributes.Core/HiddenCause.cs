namespace QualysCustomAttributes;

/// <summary>The cause of an error as far as it may be shown: its own texts hold a secret, so that it is not handed on itself.</summary>
internal sealed class HiddenCause : Exception
{
    private readonly string _text;

    private HiddenCause(Exception cause, Func<string, string> redact)
        : base($"{cause.GetType().Name}: {redact(cause.Message)}", Of(cause.InnerException, redact)) => _text = redact(cause.ToString());

    /// <summary>The cause itself where none of its texts holds a secret, else what may be shown of it.</summary>
    /// <param name="cause">The cause.</param>
    /// <param name="redact">Takes secrets out of a text.</param>
    public static Exception? Of(Exception? cause, Func<string, string> redact) =>
        cause is null || cause.ToString() is var text && redact(text) == text ? cause : new HiddenCause(cause, redact);

    /// <inheritdoc/>
    public override string ToString() => _text;
}
