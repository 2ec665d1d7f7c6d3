using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace QualysSandbox.Inventory.MadeUp;

/// <summary>Writes assets as JSON. Safe for many threads.</summary>
internal sealed class AssetWriter
{
    private const int Samples = 200;

    private static readonly ImmutableDictionary<string, string> NoAttributes = ImmutableDictionary<string, string>.Empty;
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly int Modified = Array.FindIndex(AssetFields.All, field => field.Name == AssetFields.LastModified);
    private static readonly int Software = Array.FindIndex(AssetFields.All, field => field.Name == AssetFields.Software);
    private static readonly int Attributes = Array.FindIndex(AssetFields.All, field => field.Name == AssetFields.CustomAttributes);

    private readonly int _seed;
    private readonly Lazy<double> _softwareBytes;

    public AssetWriter(InventoryOptions options, DateTimeOffset now)
    {
        _seed = options.Seed;
        Now = now;
        _softwareBytes = new Lazy<double>(() => SoftwareFor(options.AverageBytes));
    }

    /// <summary>The time that all dates look back from.</summary>
    public DateTimeOffset Now { get; }

    public MadeUpAsset MadeUp(ulong id) => new(_seed, id, Now);

    public void Write(Utf8Buffer to, InventoryAsset asset, FieldSelection fields)
    {
        if (asset.State.Whole is { } whole)
        {
            WriteWhole(to, whole, asset, fields);
        }
        else
        {
            Write(to, asset, fields, _softwareBytes.Value);
        }
    }

    private void Write(Utf8Buffer to, InventoryAsset asset, FieldSelection fields, double softwareBytes)
    {
        MadeUpAsset made = MadeUp(asset.Id);
        AssetState state = asset.State;
        to.Add("{"u8);
        for (int index = 0; index < AssetFields.All.Length; index++)
        {
            if (fields[index])
            {
                WriteField(to, index, made, asset, softwareBytes);
            }
        }

        foreach ((string name, byte[] value) in state.Changes)
        {
            if (AssetFields.Find(name)?.Name != name && fields.Includes(name))
            {
                to.Add(","u8).AddText(name).Add(":"u8).Add(value);
            }
        }

        to.Add("}"u8);
    }

    /// <summary>The keys of the custom attributes that an asset is made up with.</summary>
    public IEnumerable<string> AttributesOf(ulong id)
    {
        Dice dice = MadeUp(id).Row(Attributes);
        dice.Below(100);
        return CustomAttributes.KeysOf(dice);
    }

    private static void WriteField(Utf8Buffer to, int index, in MadeUpAsset made, InventoryAsset asset, double softwareBytes)
    {
        AssetField field = AssetFields.All[index];
        AssetState state = asset.State;
        Dice dice = made.Row(index);
        int roll = dice.Below(100);
        ReadOnlySpan<byte> label = field.Label.AsSpan(index == 0 ? 1 : 0);
        if (state.Changes.TryGetValue(field.Name, out byte[]? changed))
        {
            to.Add(label).Add(changed);
        }
        else if (index == Modified && state.Modified is { } modified)
        {
            to.Add(label).AddDate(modified);
        }
        else if (index == Software && state.Lines > 0)
        {
            AssetLists.Software(to.Add(label), made, ref dice, bytes: 0, state.Lines);
        }
        else if (index == Attributes)
        {
            CustomAttributes.Write(to, field, asset, ref dice);
        }
        else if (roll >= field.Missing)
        {
            to.Add(label);
            if (roll < field.Missing + field.Null)
            {
                to.Add("null"u8);
            }
            else if (index == Software)
            {
                AssetLists.Software(to, made, ref dice, (int)(softwareBytes * made.SizeFactor), lines: 0);
            }
            else
            {
                field.Write(to, made, ref dice);
            }
        }
    }

    private static void WriteWhole(Utf8Buffer to, byte[] whole, InventoryAsset asset, FieldSelection fields)
    {
        if (fields.IsAll && asset.State.Changes.IsEmpty && asset.Attributes.Count == 0)
        {
            to.Add(whole);
            return;
        }

        JsonObject json = JsonNode.Parse(whole)!.AsObject();
        foreach ((string name, byte[] value) in asset.State.Changes)
        {
            json[name] = JsonNode.Parse(value);
        }

        if (asset.Attributes.Count > 0)
        {
            IEnumerable<JsonObject> attributes = asset.Attributes.Select(attribute => new JsonObject
            {
                ["key"] = attribute.Key,
                ["value"] = attribute.Value,
                ["connectorName"] = "Qualys",
            });
            json[AssetFields.CustomAttributes] = new JsonArray([.. attributes]);
        }

        foreach (string name in json.Select(field => field.Key).Where(name => !fields.Includes(name)).ToArray())
        {
            json.Remove(name);
        }

        to.Add(Encoding.UTF8.GetBytes(json.ToJsonString(Readable)));
    }

    // The size grows in a straight line with that of the software, so two points tell how much software makes the average.
    private double SoftwareFor(int averageBytes)
    {
        const double Some = 20_000;
        double without = Average(0);
        double slope = (Average(Some) - without) / Some;
        return Math.Max(0, (averageBytes - without) / slope);
    }

    private double Average(double softwareBytes)
    {
        using var buffer = new Utf8Buffer();
        long total = 0;
        for (ulong id = 1; id <= Samples; id++)
        {
            buffer.Clear();
            Write(buffer, new InventoryAsset(id * 7919, AssetState.Unchanged, NoAttributes), FieldSelection.All, softwareBytes);
            total += buffer.Length;
        }

        return (double)total / Samples;
    }
}
