using System.Text.Json;

namespace QualysCustomAttributes.Qualys.Assets;

/// <summary>What should be a page of assets is no JSON, or only a part of it.</summary>
/// <param name="beginning">The beginning of the body, which may say what it is instead.</param>
/// <param name="cause">Why it cannot be read.</param>
internal sealed class PageUnreadableException(byte[] beginning, JsonException cause)
    : Exception("the page is cut off or malformed", cause)
{
    /// <summary>The beginning of the body.</summary>
    public byte[] Beginning { get; } = beginning;
}
