namespace QualysCustomAttributes.Cli.Reporting;

/// <summary>Says on standard error, in one line, why the program ends.</summary>
internal static class ErrorLine
{
    public static void Write(string message) => Console.Error.WriteLine($"error: {OneLine.Of(message)}");
}
