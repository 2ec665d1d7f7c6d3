namespace QualysSandbox.Inventory.MadeUp;

/// <summary>Writes the lists of an asset. Each may be empty, and some are null inside their object.</summary>
internal static class AssetLists
{
    public static void UserAccounts(Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) =>
        List(to, "{\"userAccount\":"u8, Values.Accounts, dice.Below(7), ref dice);

    public static void OpenPorts(Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) =>
        List(to, "{\"openPort\":"u8, Values.Ports, dice.Below(8), ref dice);

    public static void Services(Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) =>
        List(to, "{\"service\":"u8, Values.ServiceNames, dice.Below(10), ref dice);

    public static void Volumes(Utf8Buffer to, in MadeUpAsset asset, ref Dice dice)
    {
        int count = dice.Below(5);
        to.Add("{\"volume\":["u8);
        for (int number = 0; number < count; number++)
        {
            long size = 1L << dice.Between(30, 43);
            to.Add(number == 0 ? "{\"name\":\""u8 : ",{\"name\":\""u8);
            to = asset.System.Platform == Platform.Windows ? to.Add([(byte)('C' + number)]).Add(":"u8) : to.Add("/mnt/disk"u8).Add(number);
            to.Add("\",\"free\":"u8).Add(size / 1000 * dice.Below(1000)).Add(",\"size\":"u8).Add(size).Add("}"u8);
        }

        to.Add("]}"u8);
    }

    public static void NetworkInterfaces(Utf8Buffer to, in MadeUpAsset asset, ref Dice dice)
    {
        int count = dice.Below(4);
        to.Add("{\"networkInterface\":["u8);
        for (int number = 0; number < count; number++)
        {
            ulong roll = dice.Next();
            to.Add(number == 0 ? "{\"hostname\":"u8 : ",{\"hostname\":"u8).Add(dice.Chance(20) ? "null"u8 : "\"müller-pc\""u8)
                .Add(",\"addressIpV4\":\"10."u8).Add((byte)roll).Add("."u8).Add((byte)(roll >> 8)).Add("."u8).Add((byte)(roll >> 16))
                .Add("\",\"addressIpV6\":"u8);
            to = dice.Chance(50) ? to.Add("null"u8) : to.Add("\"fe80:0:0:0:"u8).Add((ushort)(roll >> 24), "x").Add(":0:0:1\""u8);
            to.Add(",\"macAddress\":\"00:50:56:"u8).Add((byte)(roll >> 40), "x2")
                .Add(":"u8).Add((byte)(roll >> 48), "x2").Add(":"u8).Add((byte)(roll >> 56), "x2")
                .Add("\",\"interfaceName\":\"eth"u8).Add(number)
                .Add("\",\"dnsAddress\":"u8).Add(dice.Chance(40) ? "[]"u8 : "[\"10.0.0.53\",\"10.0.1.53\"]"u8)
                .Add(",\"gatewayAddress\":"u8).Add(dice.Chance(30) ? "null"u8 : "\"10.0.0.1\""u8)
                .Add(",\"manufacturer\":\"VMware, Inc.\",\"macVendorIntroDate\":\"2000-09-08\""u8)
                .Add(",\"netmask\":null,\"addresses\":\"10.0.0.0/8\"}"u8);
        }

        to.Add("]}"u8);
    }

    /// <summary>The software has a size to fill, which a writer of a field does not know.</summary>
    public static void NoSoftware(Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => Software(to, asset, ref dice, bytes: 0, lines: 0);

    /// <summary>Writes software until there are as many bytes and lines.</summary>
    public static void Software(Utf8Buffer to, in MadeUpAsset asset, ref Dice dice, int bytes, int lines)
    {
        if (lines == 0 && dice.Chance(2))
        {
            to.Add("{\"software\":null}"u8);
            return;
        }

        SoftwareCatalogue catalogue = asset.System.Platform == Platform.Windows ? SoftwareCatalogue.Windows : SoftwareCatalogue.Others;

        // An odd step through a power of two visits every entry before it comes back to the first.
        int number = dice.Below(SoftwareCatalogue.Entries);
        int step = (dice.Below(SoftwareCatalogue.Entries / 2) * 2) + 1;
        to.Add("{\"software\":["u8);
        int end = to.Length + bytes;
        bool first = true;
        for (int written = 0; written < lines || to.Length < end; first = false, number += step)
        {
            // Beyond 2^53 but for one in sixteen.
            ulong roll = dice.Next();
            ulong id = (roll & 15) == 0 ? roll >> 40 : (roll >> 2) | (1UL << 60);
            ReadOnlySpan<byte> entry = lines > 0 ? catalogue.ManyLines(number & 0xFFFFFF) : catalogue[number & 0xFFFFFF];
            to.Add(first ? "{\"id\":"u8 : ",{\"id\":"u8).Add(id).Add(entry);
            written += lines > 0 ? entry.Count((byte)'\n') : 0;
        }

        to.Add("]}"u8);
    }

    private static void List(Utf8Buffer to, ReadOnlySpan<byte> start, byte[][] entries, int count, ref Dice dice)
    {
        to.Add(start);
        if (dice.Chance(3))
        {
            to.Add("null}"u8);
            return;
        }

        to.Add("["u8);
        int number = dice.Below(entries.Length);
        for (int written = 0; written < count; written++, number++)
        {
            to.Add(written == 0 ? ""u8 : ","u8).Add(entries[number % entries.Length]);
        }

        to.Add("]}"u8);
    }
}
