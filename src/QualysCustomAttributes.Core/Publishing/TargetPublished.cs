namespace QualysCustomAttributes.Publishing;

/// <summary>One of a publication's targets is done, whatever becomes of those after it.</summary>
/// <param name="Target">What came of it.</param>
internal sealed record TargetPublished(PublishedTarget Target) : ConnectorEvent;
