namespace QualysSandbox.Updating;

/// <summary>A body that is not a valid update of custom attributes.</summary>
internal sealed class InvalidUpdateRequestException(string message, string resolution) : Exception(message)
{
    public string Resolution => resolution;
}
