namespace QualysCustomAttributes.Publishing.PostgreSql;

/// <summary>Repairs the texts that PostgreSQL would refuse, and counts them.</summary>
internal sealed class TextRepairs
{
    /// <summary>How many texts were repaired.</summary>
    public long Count { get; private set; }

    /// <summary>The text itself where PostgreSQL takes it, else a sound one.</summary>
    public ReadOnlySpan<byte> Repair(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)0) && SoundText.IsUtf8(text))
        {
            return text;
        }

        Count++;
        return SoundText.RepairWithoutNull(text);
    }
}
