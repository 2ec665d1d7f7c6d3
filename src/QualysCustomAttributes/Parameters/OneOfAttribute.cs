using System.Management.Automation;

namespace QualysCustomAttributes.Parameters;

/// <summary>
/// Takes one name of an enumeration. PowerShell alone would add the numbers of several, and make the text <c>Add,Remove</c>
/// the function <c>Remove</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OneOfAttribute(Type enumeration, string what) : ArgumentTransformationAttribute
{
    /// <summary>The enumeration.</summary>
    public Type Enumeration => enumeration;

    /// <summary>What one of its values is, for messages.</summary>
    public string What => what;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is string text && text.Contains(',', StringComparison.Ordinal)
            ? throw new ArgumentTransformationMetadataException(
                $"'{text}' is not {What}. Use one of {string.Join(", ", Enum.GetNames(Enumeration))}.")
            : inputData;
}
