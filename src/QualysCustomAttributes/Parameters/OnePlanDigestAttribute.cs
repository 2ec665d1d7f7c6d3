using System.Management.Automation;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Parameters;

/// <summary>Takes the digest of a plan as a dry run shows it, and says what it is where the text is none.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OnePlanDigestAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        string text = (inputData is PSObject wrapped ? wrapped.BaseObject : inputData)?.ToString()?.Trim() ?? "";
        return PlanDigest.IsDigest(text)
            ? text
            : throw new ArgumentTransformationMetadataException(
                $"'{ShownText.Line(text)}' is not the digest of a plan: that is 64 hexadecimal digits, as a dry run (-WhatIf) shows them.");
    }
}
