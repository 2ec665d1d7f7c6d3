using System.Text;

namespace QualysSandbox.Inventory.MadeUp;

/// <summary>One field at the top of an asset.</summary>
internal sealed class AssetField(string name, int missing, int empty, AssetField.Writer write)
{
    /// <summary>Writes the value of a field.</summary>
    public delegate void Writer(Utf8Buffer to, in MadeUpAsset asset, ref Dice dice);

    public string Name => name;

    /// <summary>The name as it is written, with the comma before it.</summary>
    public byte[] Label { get; } = Encoding.UTF8.GetBytes($",\"{name}\":");

    /// <summary>Of a hundred assets, those that lack the field.</summary>
    public int Missing => missing;

    /// <summary>Of a hundred assets, those where the field is null.</summary>
    public int Null => empty;

    public Writer Write => write;
}
