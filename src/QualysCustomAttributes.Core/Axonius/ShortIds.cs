namespace QualysCustomAttributes.Axonius;

/// <summary>
/// Ids of one to four digits beside ones of ten: Qualys gives out ids of about one length, so short ones may be the pieces of a number
/// or ids of something else.
/// </summary>
internal sealed class ShortIds
{
    private const ulong FirstThatIsNotShort = 10_000;
    private const ulong FirstThatIsLong = 1_000_000_000;
    private const int Examples = 3;

    private readonly List<ulong> _examples = [];
    private long _short;
    private long _long;

    /// <summary>Takes the ids of a row.</summary>
    public void Add(List<ulong> ids)
    {
        foreach (ulong id in ids)
        {
            if (id >= FirstThatIsLong)
            {
                _long++;
            }
            else if (id < FirstThatIsNotShort)
            {
                AddShort(id);
            }
        }
    }

    /// <summary>What is to be said of them, or <see langword="null"/>.</summary>
    public string? Warning()
    {
        if (_short == 0 || _long == 0)
        {
            return null;
        }

        string examples = string.Join(", ", _examples) + (_short > _examples.Count ? ", …" : "");
        return $"{Counted.Of(_short, "asset id has", "asset ids have")} one to four digits ({examples}), "
            + $"where {Counted.Of(_long, "has", "have")} ten or more. "
            + (_short == 1
                ? "It is used as it is; look whether it is an id of Qualys and not a part of a number."
                : "They are used as they are; look whether they are ids of Qualys and not parts of a number.");
    }

    private void AddShort(ulong id)
    {
        _short++;
        if (_examples.Count < Examples && !_examples.Contains(id))
        {
            _examples.Add(id);
        }
    }
}
