namespace QualysCustomAttributes.Reporting;

/// <summary>What a report of a run is written as.</summary>
public enum RunReportFormat : long
{
    /// <summary>One page for a browser, with all that it needs in it.</summary>
    Html,

    /// <summary>Text for a pull request or a ticket.</summary>
    Markdown,

    /// <summary>An object for a program.</summary>
    Json,
}
