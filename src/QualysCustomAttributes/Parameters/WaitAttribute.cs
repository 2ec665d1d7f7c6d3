using System.Globalization;
using System.Management.Automation;
using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Parameters;

/// <summary>
/// Takes a time, a plain number of which is in seconds: PowerShell alone would make 100-nanosecond ticks of a number, and days
/// of the text of one.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WaitAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        TimeSpan? time = value switch
        {
            TimeSpan span => span,
            string text => Read(text.Trim()),
            IConvertible number and not (bool or char or DateTime) => Of(number.ToDouble(CultureInfo.InvariantCulture)),
            _ => null,
        };
        return time is { } wait && wait >= TimeSpan.Zero && wait.TotalSeconds <= QualysClientOptions.LongestMaximumWaitSeconds
            ? wait
            : throw new ArgumentTransformationMetadataException(
                $"'{value}' is no wait. Use a time as 01:30:00 or, with days before it, 1.01:00:00, or a number of seconds, up to seven days.");
    }

    private static TimeSpan? Read(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) ? Of(seconds)
            : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan time) ? time
            : null;

    private static TimeSpan? Of(double seconds) =>
        seconds is >= 0 and <= QualysClientOptions.LongestMaximumWaitSeconds ? TimeSpan.FromSeconds(seconds) : null;
}
