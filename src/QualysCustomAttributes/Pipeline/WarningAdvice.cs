namespace QualysCustomAttributes.Pipeline;

/// <summary>What to do about a warning in the words of the cmdlets: Core says what was found and knows no parameter.</summary>
internal static class WarningAdvice
{
    /// <summary>The warning with the advice on it.</summary>
    public static string Describe(ConnectorWarning warning) => string.Join(
        ' ', new[] { warning.Message, On(warning.Subject), ReaderCommand.See(warning.Listing) }.OfType<string>());

    private static string? On(WarningSubject subject) => subject switch
    {
        WarningSubject.TextInAnotherEncoding => "Name the encoding of the export with -Encoding, as windows-1252.",
        WarningSubject.TextsThatStandForNone => "Name them with -TreatAsEmpty.",
        _ => null,
    };
}
