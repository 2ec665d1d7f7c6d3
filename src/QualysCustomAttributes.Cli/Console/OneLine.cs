namespace QualysCustomAttributes.Cli.Console;

/// <summary>Keeps a message on one line, whatever a file or an answer put into it.</summary>
internal static class OneLine
{
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\u001F') && !text.AsSpan().ContainsAnyInRange('\u007F', '\u009F'))
        {
            return text;
        }

        // Control characters could also steer the terminal.
        return string.Create(text.Length, text, static (line, source) =>
        {
            for (int i = 0; i < line.Length; i++)
            {
                line[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }
        });
    }

    /// <summary>Says on standard error why the program ends.</summary>
    public static void WriteError(string message) => System.Console.Error.WriteLine($"error: {Of(message)}");
}
