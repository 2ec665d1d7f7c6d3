using System.Collections.Immutable;
using System.Text;

namespace QualysSandbox.Inventory.MadeUp;

/// <summary>Writes the custom attributes of an asset in the forms that have been seen.</summary>
internal static class CustomAttributes
{
    private static readonly (string Key, string?[] Values, int Percent, string? Connector)[] Own =
    [
        ("Business", ["Retail Banking", "Treasury", "Vermögensverwaltung", "Cards & Payments"], 80, "Qualys"),
        ("Environment", ["Production", "Test", ""], 60, "Qualys"),
        ("Owner", ["J. Müller", "Ł. Nowak", "山田 太郎", "O'Neil \"Tip\""], 50, "ServiceNow"),
        ("Cost Center", ["004711", "081500", null], 40, "ServiceNow"),
        ("Standort", ["Zürich", "München", "Kraków"], 20, null),
    ];

    /// <summary>Writes the field and its label, or nothing where the asset lacks it.</summary>
    public static void Write(Utf8Buffer to, AssetField field, InventoryAsset asset, ref Dice dice)
    {
        int form = dice.Below(100);
        bool isUpdated = asset.Attributes.Count > 0 || asset.State.RemovedAttributes.Count > 0;
        if (!isUpdated && form >= 95)
        {
            return;
        }

        to.Add(field.Label);
        if (isUpdated || form < 70)
        {
            List(to, asset.Attributes, asset.State.RemovedAttributes, ref dice);
            return;
        }

        switch (form)
        {
            case < 77:
                to.Add("[]"u8);
                break;
            case < 85:
                to.Add("null"u8);
                break;
            case < 91:
                List(to.Add("{\"customAttribute\":"u8), asset.Attributes, asset.State.RemovedAttributes, ref dice);
                to.Add("}"u8);
                break;
            case < 93:
                using (var text = new Utf8Buffer())
                {
                    List(text, asset.Attributes, asset.State.RemovedAttributes, ref dice);
                    to.AddText(Encoding.UTF8.GetString(text.Written.Span));
                }

                break;
            default:
                to.Add("\"Business: Retail Banking\""u8);
                break;
        }
    }

    /// <summary>The keys that <see cref="Write"/> gives an asset.</summary>
    public static List<string> KeysOf(Dice dice)
    {
        dice.Below(100);
        var keys = new List<string>();
        foreach ((string key, string?[] values, int percent, _) in Own)
        {
            if (dice.Chance(percent))
            {
                keys.Add(key);
            }

            dice.Below(values.Length);
        }

        return keys;
    }

    private static void List(Utf8Buffer to, IReadOnlyDictionary<string, string> updated, ImmutableHashSet<string> removed, ref Dice dice)
    {
        to.Add("["u8);
        bool first = true;
        foreach ((string key, string?[] values, int percent, string? connector) in Own)
        {
            bool has = dice.Chance(percent);
            string? value = values[dice.Below(values.Length)];
            if (has && !updated.ContainsKey(key) && !removed.Contains(key))
            {
                Entry(to, ref first, key, value, connector);
            }
        }

        foreach ((string key, string value) in updated)
        {
            Entry(to, ref first, key, value, "Qualys");
        }

        to.Add("]"u8);
    }

    private static void Entry(Utf8Buffer to, ref bool first, string key, string? value, string? connector)
    {
        Text(to.Add(first ? "{\"key\":"u8 : ",{\"key\":"u8), key);
        Text(to.Add(",\"value\":"u8), value);
        Text(to.Add(",\"connectorName\":"u8), connector);
        to.Add("}"u8);
        first = false;
    }

    private static void Text(Utf8Buffer to, string? text)
    {
        if (text is null)
        {
            to.Add("null"u8);
        }
        else
        {
            to.AddText(text);
        }
    }
}
