using System.Management.Automation;

namespace QualysCustomAttributes.Parameters;

/// <summary>Takes the character between cells, and "tab" or "\t" for the tab, as the command line does.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OneDelimiterAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            string text when text is "\\t" || text.Equals("tab", StringComparison.OrdinalIgnoreCase) => '\t',
            string { Length: not 1 } text => throw new ArgumentTransformationMetadataException(
                $"'{ShownText.Of(text)}' is no delimiter. Use one ASCII character such as ; or |, or \\t or tab."),
            _ => inputData,
        };
    }
}
