using QualysSandbox.Assets;

namespace QualysSandbox.Updating;

/// <summary>An understood request to change the custom attributes of some assets.</summary>
/// <param name="AssetIds">The assets, each once, in the order of the request.</param>
/// <param name="Change">What is done to each of them.</param>
internal sealed record UpdateRequest(IReadOnlyList<ulong> AssetIds, AttributeChange Change)
{
    public override string ToString() =>
        $"{Change.Operation.ToString().ToLowerInvariant()} {Change.Attributes.Count} attribute(s), {AssetIds.Count} asset(s)";
}
