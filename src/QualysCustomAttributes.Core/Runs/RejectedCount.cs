using System.Globalization;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Runs;

/// <summary>How many rows, or ids of rows, were rejected for one reason.</summary>
public sealed class RejectedCount
{
    internal RejectedCount(RejectionReason reason, long rowCount) => (Reason, RowCount) = (reason, rowCount);

    /// <summary>The reason.</summary>
    public RejectionReason Reason { get; }

    /// <summary>How many rows, or ids of rows.</summary>
    public long RowCount { get; }

    /// <summary>Number and reason.</summary>
    /// <returns>As <c>2 AssetIdInvalid</c>.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{RowCount:N0} {Reason}");
}
