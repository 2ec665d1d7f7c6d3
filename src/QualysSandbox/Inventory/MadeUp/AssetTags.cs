namespace QualysSandbox.Inventory.MadeUp;

/// <summary>The tags of the made-up assets.</summary>
internal static class AssetTags
{
    private const int TagsRow = 0xFFFE;

    private static readonly string[] Names =
    [
        "Cloud Agent", "Internet Facing Assets", "Production", "Test", "Standort München", "サーバー",
        "Business Unit: Retail", "PCI", "Unassigned \"legacy\"", "EOL Operating System",
    ];

    private static readonly byte[][] Json = Fragments.OfAll(Names.Select((name, number) => new
    {
        tagId = 7_000_000 + number,
        tagName = name,
        foregroundColor = 0,
        backgroundColor = number * 65_536,
        businessImpact = (string?)null,
        criticalityScore = number % 3 == 0 ? (int?)null : number % 5,
    }));

    public static IEnumerable<string> Of(MadeUpAsset asset)
    {
        int tags = Bits(asset);
        return Names.Where((_, number) => (tags >> number & 1) == 1);
    }

    public static void Write(Utf8Buffer to, in MadeUpAsset asset)
    {
        int tags = Bits(asset);
        to.Add("{\"tag\":["u8);
        bool first = true;
        for (int number = 0; number < Json.Length; number++)
        {
            if ((tags >> number & 1) == 1)
            {
                to.Add(first ? ""u8 : ","u8).Add(Json[number]);
                first = false;
            }
        }

        to.Add("]}"u8);
    }

    // A third of the tags, and none at all for one asset of sixteen.
    private static int Bits(in MadeUpAsset asset)
    {
        ulong roll = asset.Row(TagsRow).Next();
        return (roll >> 60) == 0 ? 0 : (int)(roll & (roll >> 20)) & 0x3FF;
    }
}
