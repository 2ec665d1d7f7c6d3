namespace QualysCustomAttributes.Planning;

/// <summary>The findings of a check, and the rules that were come to.</summary>
internal sealed class CheckFindings(ExportCheckOptions options)
{
    private readonly List<AxoniusCsvFinding> _findings = [];
    private readonly HashSet<AxoniusCsvRule> _tried = [];

    /// <summary>Whether a run would not end with an error by what was found so far.</summary>
    public bool AreWithoutError => _findings.All(finding => finding.ErrorId is null);

    /// <summary>The rules of which nothing can be said.</summary>
    public IReadOnlyList<AxoniusCsvRule> NotTried => [.. Enum.GetValues<AxoniusCsvRule>().Where(rule => !_tried.Contains(rule))];

    /// <summary>Says that rules were come to.</summary>
    public void Try(params AxoniusCsvRule[] rules) => _tried.UnionWith(rules);

    /// <summary>Takes an error with which a run would end.</summary>
    public void Fail(AxoniusCsvRule rule, ConnectorException error)
    {
        Try(rule);
        _findings.Add(new AxoniusCsvFinding(AxoniusCsvSeverity.Failure, rule, options.DescribeError(error), error.ErrorId));
    }

    /// <summary>Takes a warning that a run would give, or none.</summary>
    public void Warn(AxoniusCsvRule rule, ConnectorWarning? warning)
    {
        Try(rule);
        if (warning is not null)
        {
            _findings.Add(new AxoniusCsvFinding(AxoniusCsvSeverity.Warning, rule, options.DescribeWarning(warning)));
        }
    }

    /// <summary>Takes what a comparison with the baseline found.</summary>
    public void Add(IEnumerable<AxoniusCsvFinding> found)
    {
        Try(AxoniusCsvRule.BaselineKeys, AxoniusCsvRule.BaselineAssets, AxoniusCsvRule.BaselineCoverage, AxoniusCsvRule.BaselineValues);
        _findings.AddRange(found);
    }

    /// <summary>All of them, failures first.</summary>
    public IReadOnlyList<AxoniusCsvFinding> ToList() => [.. _findings.OrderByDescending(finding => finding.Severity)];
}
