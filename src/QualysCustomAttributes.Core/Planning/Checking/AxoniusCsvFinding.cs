namespace QualysCustomAttributes.Planning;

/// <summary>What an export is looked at for.</summary>
public enum AxoniusCsvRule : long
{
    /// <summary>It can be read to its end.</summary>
    Readable,

    /// <summary>Its header has the columns of the data contract.</summary>
    Contract,

    /// <summary>Enough of its rows can be used.</summary>
    Rows,

    /// <summary>Nothing odd was found in its form: it was not cut, its rows have as many cells as its header, its ids are alike.</summary>
    Form,

    /// <summary>No value is a text that stands for none.</summary>
    Values,

    /// <summary>No id stands in several rows that disagree.</summary>
    Duplicates,

    /// <summary>There is something to send, and no asset without any value.</summary>
    Plan,

    /// <summary>It has the keys of the baseline, and no others.</summary>
    BaselineKeys,

    /// <summary>It has about as many assets as the baseline, or more.</summary>
    BaselineAssets,

    /// <summary>About as large a part of the assets, or a larger one, has a value under each key as in the baseline.</summary>
    BaselineCoverage,

    /// <summary>The values of the baseline are still there.</summary>
    BaselineValues,
}

/// <summary>How much a finding weighs.</summary>
public enum AxoniusCsvSeverity : long
{
    /// <summary>Somebody should look at it; the export passes all the same.</summary>
    Warning,

    /// <summary>The export does not pass.</summary>
    Failure,
}

/// <summary>Something that was found in an export.</summary>
public sealed class AxoniusCsvFinding
{
    internal AxoniusCsvFinding(AxoniusCsvSeverity severity, AxoniusCsvRule rule, string message, string? errorId = null)
    {
        Severity = severity;
        Rule = rule;
        Message = message;
        ErrorId = errorId;
    }

    /// <summary>How much it weighs.</summary>
    public AxoniusCsvSeverity Severity { get; }

    /// <summary>The rule that it is about.</summary>
    public AxoniusCsvRule Rule { get; }

    /// <summary>What was found, where, and what to do about it.</summary>
    public string Message { get; }

    /// <summary>The id of the error that a run of this export would end with; <see langword="null"/> where it would not.</summary>
    public string? ErrorId { get; }

    /// <summary>The finding in a line.</summary>
    /// <returns>As <c>Warning: Left out for standing in several rows that disagree: 1 asset id.</c></returns>
    public override string ToString() => $"{Severity}: {Message}";
}
