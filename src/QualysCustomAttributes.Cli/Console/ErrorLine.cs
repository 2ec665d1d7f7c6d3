namespace QualysCustomAttributes.Cli.Console;

/// <summary>Says on standard error, in one line, why the program ends.</summary>
internal static class ErrorLine
{
    public static void Write(string message) =>
        System.Console.Error.WriteLine($"error: {ShownText.Line(SecretText.WithoutUserInfo(message))}");
}
