using System.Management.Automation;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;

namespace QualysCustomAttributes.Pipeline;

/// <summary>The one place where errors become error records: a fixed id, a fitting category, and the thing itself as target.</summary>
internal static class ConnectorErrorRecords
{
    public static ErrorRecord Of(ConnectorException exception)
    {
        exception.Advice = ReaderCommand.AddTo(exception.Advice ?? ErrorAdvice.On(exception), exception.Listing);
        return Fit(new ErrorRecord(exception, exception.ErrorId, CategoryOf(exception.Kind), exception.Target));
    }

    /// <summary>The error with a category that names its target without what would steer a terminal; the target itself is as it is.</summary>
    public static ErrorRecord Fit(ErrorRecord error)
    {
        if (error.TargetObject?.ToString() is { } target && ShownText.Line(target) is { } shown && shown != target)
        {
            error.CategoryInfo.TargetName = shown;
        }

        return error;
    }

    /// <summary>The error of a batch that did not succeed; <see langword="null"/> for one that did or was not sent.</summary>
    public static ErrorRecord? Of(QualysUpdateResult result, UpdateTarget? target)
    {
        (string? errorId, ErrorCategory category) = result.Outcome switch
        {
            UpdateOutcome.Failed when result.Status is null => ("BatchFailed", ErrorCategory.ConnectionError),
            UpdateOutcome.Failed => ("BatchFailed", ErrorCategory.InvalidResult),
            UpdateOutcome.Partial => ("BatchPartial", ErrorCategory.ObjectNotFound),
            UpdateOutcome.InDoubt => ("BatchInDoubt", ErrorCategory.OperationStopped),
            _ => (null, ErrorCategory.NotSpecified),
        };
        return errorId is null
            ? null
            : new ErrorRecord(new InvalidOperationException(ShownText.Line(Describe(result, target))), errorId, category, result.Batch);
    }

    private static string Describe(QualysUpdateResult result, UpdateTarget? target)
    {
        string batch = $"Group {result.GroupNumber} batch {result.BatchNumber} ({Counted.Of(result.AssetCount, "asset")})";
        string what = Sentence.Of($"{result.Outcome}. {result.Error}");
        return $"{batch}: {what} {ResumeCommand.OfUnconfirmed(result.Outcome, result.DatabasePath, target)}";
    }

    private static ErrorCategory CategoryOf(ConnectorErrorKind kind) => kind switch
    {
        ConnectorErrorKind.InvalidArgument => ErrorCategory.InvalidArgument,
        ConnectorErrorKind.NotFound => ErrorCategory.ObjectNotFound,
        ConnectorErrorKind.AlreadyExists => ErrorCategory.ResourceExists,
        ConnectorErrorKind.InvalidData => ErrorCategory.InvalidData,
        ConnectorErrorKind.Permission => ErrorCategory.PermissionDenied,
        ConnectorErrorKind.Authentication => ErrorCategory.AuthenticationError,
        ConnectorErrorKind.Connection => ErrorCategory.ConnectionError,
        ConnectorErrorKind.Resource => ErrorCategory.ResourceUnavailable,
        ConnectorErrorKind.Limit or ConnectorErrorKind.Brake => ErrorCategory.LimitsExceeded,
        _ => ErrorCategory.NotSpecified,
    };
}
