namespace QualysSandbox.Inventory.MadeUp;

/// <summary>The fields of an asset in the order in which the gateway writes them.</summary>
internal static class AssetFields
{
    public const string Id = "assetId";
    public const string LastModified = "lastModifiedDate";
    public const string Name = "assetName";
    public const string OperatingSystem = "operatingSystem";
    public const string Software = "softwareListData";
    public const string Tags = "tagList";
    public const string CustomAttributes = "customAttributes";

    /// <summary>Written whatever fields were asked for.</summary>
    public static readonly HashSet<string> Identity = [Id, "assetUUID", "hostId", LastModified];

    public static readonly AssetField[] All =
    [
        new(Id, 0, 0, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.Add(asset.Id)),
        new("assetUUID", 0, 0, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => Guid(to, ref dice)),
        new("hostId", 1, 4, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.Add(dice.Between(10_000_000, 999_999_999))),
        new(LastModified, 0, 0, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.AddDate(asset.LastModified)),
        new("agentId", 1, 1, AgentId),
        new("createdDate", 0, 1, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.AddDate(asset.Created)),
        new("sensorLastUpdatedDate", 2, 3, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.AddDate(asset.LastModified)),
        new("assetType", 0, 1, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.Add(dice.Of(Values.AssetTypes))),
        new("address", 0, 3, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => Address(to.Add("\""u8), ref dice).Add("\""u8)),
        new("dnsName", 1, 8, DnsName),
        new(Name, 0, 0, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.AddText(asset.Name)),
        new("netbiosName", 1, 20, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) =>
            to.Add("\"NB"u8).Add(asset.Id % 1_000_000, "D6").Add("\""u8)),
        new("timeZone", 2, 8, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.Add(dice.Of(Values.TimeZones))),
        new("biosDescription", 1, 6, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.Add(dice.Of(Values.Bios))),
        new("lastBoot", 1, 10, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) =>
            to.AddDate(asset.LastModified.AddMinutes(-dice.Below(90_000)))),
        new("totalMemory", 0, 5, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.Add(1024L << dice.Below(9))),
        new("cpuCount", 0, 5, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.Add(1 << dice.Below(7))),
        new("lastLoggedOnUser", 1, 20, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.Add(dice.Of(Values.Users))),
        new("domainRole", 2, 40, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.Add(dice.Of(Values.DomainRoles))),
        new("hwUUID", 1, 10, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => Guid(to, ref dice)),
        new("biosSerialNumber", 1, 10, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) =>
            to.Add("\"VMware-42 "u8).Add(dice.Next(), "x16").Add("\""u8)),
        new("biosAssetTag", 1, 30, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.Add(dice.Of(Values.AssetTags))),
        new("isContainerHost", 0, 2, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) =>
            to.Add(dice.Chance(8) ? "true"u8 : "false"u8)),
        new(OperatingSystem, 0, 0, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) =>
            to.Add(asset.HasSystem ? asset.System.Json : "null"u8)),
        new("hardware", 1, 4, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.Add(dice.Of(Values.Hardware))),
        new("userAccountListData", 1, 6, AssetLists.UserAccounts),
        new("openPortListData", 1, 6, AssetLists.OpenPorts),
        new("volumeListData", 1, 8, AssetLists.Volumes),
        new("networkInterfaceListData", 1, 3, AssetLists.NetworkInterfaces),
        new(Software, 0, 3, AssetLists.NoSoftware),
        new("softwareComponent", 1, 92, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.Add("[]"u8)),
        new("provider", 0, 70, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.Add(dice.Of(Values.Providers))),
        new("cloudProvider", 1, 85, Cloud),
        new("agent", 1, 1, Agent),
        new("sensor", 0, 3, Sensor),
        new("container", 2, 80, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) =>
            to.Add("{\"product\":\"Docker\",\"version\":\"24.0.7\",\"noOfContainers\":"u8).Add(dice.Below(60))
                .Add(",\"noOfImages\":"u8).Add(dice.Below(90)).Add(",\"hasSensor\":false}"u8)),
        new("inventory", 1, 2, Inventory),
        new("inventoryListData", 2, 6, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) =>
        {
            to.Add("{\"inventory\":["u8);
            Inventory(to, asset, ref dice);
            to.Add("]}"u8);
        }),
        new("activity", 1, 3, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) =>
            Milliseconds(to.Add("{\"source\":\"QAGENT\",\"lastScannedDate\":"u8), asset, ref dice, 10).Add("}"u8)),
        new(Tags, 0, 2, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => AssetTags.Write(to, asset)),
        new("serviceList", 1, 10, AssetLists.Services),
        new("lastLocation", 2, 25, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) =>
            to.Add(Values.Locations[asset.Site % Values.Locations.Length])),
        new("criticality", 1, 3, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) =>
            to.Add("{\"score\":"u8).Add(dice.Between(1, 5))
                .Add(",\"isDefault\":"u8).Add(dice.Chance(70) ? "true"u8 : "false"u8)
                .Add(",\"lastUpdated\":"u8).AddDate(asset.Created).Add("}"u8)),
        new("businessInformation", 2, 60, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) =>
            to.Add(dice.Of(Values.Businesses))),
        new("assignedLocation", 2, 75, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.Add(dice.Of(Values.Locations))),
        new("businessAppListData", 2, 60, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) =>
            to.Add(dice.Of(Values.BusinessApps))),
        new("riskScore", 0, 4, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.Add(dice.Below(1001))),
        new("passiveSensor", 5, 90, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) =>
            to.Add("{\"name\":\"Netzsensor Süd\",\"type\":null}"u8)),
        new("domain", 10, 60, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.Add("[]"u8)),
        new("subdomain", 10, 60, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.Add("[]"u8)),
        new("missingSoftware", 5, 60, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) =>
            to.Add(dice.Of(Values.MissingSoftware))),
        new("whois", 10, 80, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.Add("[]"u8)),
        new("organizationName", 5, 85, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) =>
            to.Add("\"Beispiel GmbH & Co. KG\""u8)),
        new("isp", 5, 90, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.Add("\"Example Net\""u8)),
        new("asn", 5, 90, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.Add("\"AS64500\""u8)),
        new("easmTags", 5, 80, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.Add("[]"u8)),
        new("hostingCategory1", 5, 90, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.Add("\"Datacenter\""u8)),
        new(CustomAttributes, 0, 0, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.Add("null"u8)),
        new("lparId", 5, 95, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.Add(dice.Between(1, 64))),
        new("processor", 1, 5, static (Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) => to.Add(dice.Of(Values.Processors))),
    ];

    /// <summary>The field of the given name, whole or without "ListData" or "List", in any case; null when there is none.</summary>
    public static AssetField? Find(string name) => Array.Find(All, field => IsCalled(field.Name, name));

    private static bool IsCalled(string field, string name) =>
        field.Equals(name, StringComparison.OrdinalIgnoreCase)
        || field.Equals($"{name}ListData", StringComparison.OrdinalIgnoreCase)
        || field.Equals($"{name}List", StringComparison.OrdinalIgnoreCase);

    private static void Guid(Utf8Buffer to, ref Dice dice)
    {
        ulong first = dice.Next();
        ulong second = dice.Next();
        to.Add("\""u8).Add((uint)(first >> 32), "x8").Add("-"u8).Add((ushort)(first >> 16), "x4").Add("-"u8).Add((ushort)first, "x4")
            .Add("-"u8).Add((ushort)(second >> 48), "x4").Add("-"u8).Add(second & 0xFFFFFFFFFFFF, "x12").Add("\""u8);
    }

    private static Utf8Buffer Address(Utf8Buffer to, ref Dice dice) =>
        to.Add("10."u8).Add(dice.Below(256)).Add("."u8).Add(dice.Below(256)).Add("."u8).Add(dice.Between(1, 254));

    private static void AgentId(Utf8Buffer to, in MadeUpAsset asset, ref Dice dice)
    {
        if (asset.HasAgent)
        {
            Guid(to, ref dice);
        }
        else
        {
            to.Add("null"u8);
        }
    }

    private static void DnsName(Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) =>
        to.Add("\"host"u8).Add(asset.Id % 1_000_000, "D6").Add(dice.Of(Values.DnsSuffixes)).Add("\""u8);

    private static void Cloud(Utf8Buffer to, in MadeUpAsset asset, ref Dice dice) =>
        to.Add("{\"aws\":{\"ec2\":{\"accountId\":\""u8).Add(dice.Next() % 1_000_000_000_000, "D12")
            .Add("\",\"instanceId\":\"i-"u8).Add(dice.Next(), "x16")
            .Add("\",\"region\":{\"code\":\"eu-central-1\",\"name\":\"EU (Frankfurt)\"},\"instanceType\":\"m5.large\""u8)
            .Add(",\"instanceState\":\"RUNNING\",\"hasAgent\":true,\"spotInstance\":false}}}"u8);

    private static void Agent(Utf8Buffer to, in MadeUpAsset asset, ref Dice dice)
    {
        if (!asset.HasAgent)
        {
            to.Add("null"u8);
            return;
        }

        to.Add("{\"version\":"u8).Add(dice.Of(Values.AgentVersions))
            .Add(",\"configurationProfile\":\"Initial Profile\",\"activations\":["u8)
            .Add("{\"key\":"u8);
        Guid(to, ref dice);
        Address(to.Add(",\"status\":\"ACTIVE\"}],\"connectedFrom\":\""u8), ref dice).Add("\",\"lastActivity\":"u8);
        Milliseconds(to, asset, ref dice, 4).Add(",\"lastCheckedIn\":"u8);
        Milliseconds(to, asset, ref dice, 4).Add(",\"lastInventory\":"u8);
        Milliseconds(to, asset, ref dice, 8).Add(",\"udcManifestAssigned\":false,\"errorStatus\":"u8)
            .Add(dice.Chance(5) ? "true}"u8 : "false}"u8);
    }

    private static void Sensor(Utf8Buffer to, in MadeUpAsset asset, ref Dice dice)
    {
        to.Add("{\"activatedForModules\":"u8).Add(dice.Of(Values.Modules)).Add(",\"pendingActivationForModules\":"u8)
            .Add(dice.Chance(90) ? "[]"u8 : dice.Chance(50) ? "null"u8 : "[\"PC\"]"u8);
        Milliseconds(to.Add(",\"lastVMScan\":"u8), asset, ref dice, 10);
        Milliseconds(to.Add(",\"lastComplianceScan\":"u8), asset, ref dice, 60);
        Milliseconds(to.Add(",\"lastFullScan\":"u8), asset, ref dice, 10);
        Milliseconds(to.Add(",\"lastVmScanDateScanner\":"u8), asset, ref dice, 50);
        Milliseconds(to.Add(",\"lastVmScanDateAgent\":"u8), asset, ref dice, 15);
        Milliseconds(to.Add(",\"lastPcScanDateScanner\":"u8), asset, ref dice, 80);
        Milliseconds(to.Add(",\"lastPcScanDateAgent\":"u8), asset, ref dice, 60);
        to.Add(",\"firstEasmScanDate\":null,\"lastEasmScanDate\":0}"u8);
    }

    private static void Inventory(Utf8Buffer to, in MadeUpAsset asset, ref Dice dice)
    {
        to.Add("{\"source\":"u8).Add(asset.HasAgent ? "\"QAGENT\""u8 : "\"IP\""u8)
            .Add(",\"created\":"u8).Add(asset.Created.ToUnixTimeMilliseconds()).Add(",\"lastUpdated\":"u8);
        Milliseconds(to, asset, ref dice, 3).Add("}"u8);
    }

    /// <summary>A time up to two days before the last change in milliseconds since 1970; 0, which means never, or null for some.</summary>
    private static Utf8Buffer Milliseconds(Utf8Buffer to, in MadeUpAsset asset, ref Dice dice, int never)
    {
        int kind = dice.Below(100);
        int before = dice.Below(172_800_000);
        return kind < never ? to.Add("0"u8) : kind == 99 ? to.Add("null"u8) : to.Add(asset.LastModified.ToUnixTimeMilliseconds() - before);
    }
}
