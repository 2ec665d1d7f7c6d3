using System.Globalization;
using System.Management.Automation;
using System.Text;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Parameters;

/// <summary>Takes an encoding as an object, a name or the number of a code page.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OneEncodingAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is Encoding encoding)
        {
            return encoding;
        }

        try
        {
            return ExportEncoding.Parse(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
        }
        catch (AxoniusExportException exception)
        {
            throw new ArgumentTransformationMetadataException(exception.Message, exception);
        }
    }
}
