using System.Globalization;

namespace QualysCustomAttributes.Sending;

/// <summary>
/// Notices that batch after batch fails for the same cause: a dead host, a maintenance page, a plan that nobody takes. It counts
/// what came of each batch of this command, in the order in which they end.
/// </summary>
/// <param name="limit">How many may fail one after the other for the same cause.</param>
internal sealed class FailureBreaker(int limit = FailureBreaker.DefaultLimit)
{
    /// <summary>How many may fail one after the other, unless somebody says otherwise.</summary>
    public const int DefaultLimit = 5;

    // Of fewer batches a share says nothing.
    private const int Enough = 4;
    private const double LargestShare = 0.4;

    private readonly object _sync = new();
    private readonly Dictionary<(int? Status, string? Code), int> _failures = [];
    private (int? Status, string? Code) _latest;
    private int _inARow;
    private int _batches;

    /// <summary>Counts a batch.</summary>
    /// <returns>Why no more of them should be sent, or <see langword="null"/> where nothing speaks against it.</returns>
    public string? Note(QualysUpdateResult result)
    {
        lock (_sync)
        {
            _batches++;
            if (result.Outcome != Runs.UpdateOutcome.Failed)
            {
                _inARow = 0;
                return null;
            }

            (int?, string?) cause = (result.Status, result.ResponseCode);
            _inARow = _inARow > 0 && cause == _latest ? _inARow + 1 : 1;
            _latest = cause;
            int failures = _failures[cause] = _failures.GetValueOrDefault(cause) + 1;
            return _inARow >= limit
                ? _inARow == 1 ? "1 batch failed"
                    : string.Create(CultureInfo.InvariantCulture, $"{_inARow} batches failed one after the other for the same cause")
                : _batches >= (long)limit * Enough && failures >= _batches * LargestShare
                    ? string.Create(CultureInfo.InvariantCulture, $"{failures} of {_batches} batches failed for the same cause")
                    : null;
        }
    }
}
