namespace QualysCustomAttributes.Axonius;

/// <summary>What an export has that was taken as it is, and that somebody should look at: counted while it is read, told once.</summary>
internal sealed class ExportFindings
{
    private readonly ShortIds _shortIds = new();

    /// <summary>Takes the ids of a row.</summary>
    public void Add(List<ulong> ids) => _shortIds.Add(ids);

    /// <summary>What is to be told, a sentence or two each.</summary>
    public IEnumerable<string> Warnings() => ((string?[])[_shortIds.Warning()]).OfType<string>();
}
