using System.Management.Automation;

namespace QualysCustomAttributes.Parameters;

/// <summary>
/// Takes the name of one function. PowerShell alone would add the numbers of several, and make the text <c>Add,Remove</c>
/// the function <c>Remove</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OneFunctionAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is string text && text.Contains(',', StringComparison.Ordinal)
            ? throw new ArgumentTransformationMetadataException($"'{text}' is not a function of Qualys. Use one of Add, Update, Remove.")
            : inputData;
}
