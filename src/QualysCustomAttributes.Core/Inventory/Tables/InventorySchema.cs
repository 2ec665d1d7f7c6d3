using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Inventory.Tables;

/// <summary>
/// The tables of the inventory. Names and columns are the blueprint's. What an asset runs is a view over two small tables:
/// a name stands once however many assets have it.
/// </summary>
internal static class InventorySchema
{
    /// <summary>Marks the file as an inventory (PRAGMA application_id): "QCAi".</summary>
    public const int ApplicationId = 0x51434169;

    /// <summary>The version of the tables (PRAGMA user_version).</summary>
    public const int Version = 2;

    /// <summary>The view of custom attributes; in version 1 a table.</summary>
    public const string CustomAttributes = "Q_Asset_Inventory_Custom_Attribute";

    /// <summary>
    /// The table that says which set of attributes an asset has, none among them, and as of when: the start of the run that brought
    /// them, in seconds since 1970. An asset whose attributes were never asked for has no row.
    /// </summary>
    public const string AttributesOfAssets = "custom_attribute_asset";

    /// <summary>The statements that create the sets of custom attributes, and the view that people query.</summary>
    public const string AttributeSets = $"""
        CREATE TABLE custom_attribute_set (set_id INTEGER PRIMARY KEY, content BLOB NOT NULL UNIQUE);
        CREATE TABLE custom_attribute_entry (
            set_id INTEGER NOT NULL, place INTEGER NOT NULL, key TEXT, value TEXT, connectorName TEXT,
            PRIMARY KEY (set_id, place)) WITHOUT ROWID;
        CREATE INDEX custom_attribute_by_key ON custom_attribute_entry (key, value, set_id);
        CREATE VIEW {CustomAttributes} AS
            SELECT a.asset_id AS assetId, e.key AS key, e.value AS value, e.connectorName AS connectorName
            FROM {AttributesOfAssets} a JOIN custom_attribute_entry e ON e.set_id = a.set_id;
        """;

    public const string AssetId = "assetId";
    public const string BatchDate = "BATCH_DATE";
    public const string BatchNumber = "BATCH_NUMBER";
    public const string RowLastUpdated = "Row_Last_Updated";

    /// <summary>The columns of <c>Q_Asset_Inventory</c>, in order; fields that are new come behind them.</summary>
    public static readonly string[] Columns =
    [
        AssetId, "assetUUID", "hostId", "lastModifiedDate", "agentId", "createdDate", "sensorLastUpdatedDate",
        "sensor_lastVMScanDate", "sensor_lastComplianceScanDate", "sensor_lastFullScanDate", "sensor_lastPcScanDateAgent",
        "sensor_lastPcScanDateScanner", "sensor_lastVmScanDateAgent", "sensor_lastVmScanDateScanner", "inventory_createdDate",
        "inventory_lastUpdatedDate", "agent_lastActivityDate", "agent_lastCheckedInDate", "agent_lastInventoryDate", "assetType",
        "address", "dnsName", "assetName", "netbiosName", "timeZone", "biosDescription", "lastBoot", "totalMemory", "cpuCount",
        "lastLoggedOnUser", "domainRole", "hwUUID", "biosSerialNumber", "biosAssetTag", "isContainerHost", "operatingSystem",
        "hardware", "userAccountListData", "openPortListData", "volumeListData", "networkInterfaceListData", "softwareListData",
        "provider", "cloudProvider", "agent", "sensor", "container", "inventory", "activity", "tagList", "serviceList",
        "lastLocation", "criticality", "businessInformation", "assignedLocation", "businessAppListData", "riskScore",
        "passiveSensor", "domain", "subdomain", "whois", "organizationName", "isp", "asn", "easmTags", "hostingCategory1",
        "customAttributes", "processor", "missingSoftware", "softwareComponent", BatchDate, BatchNumber, RowLastUpdated,
    ];

    /// <summary>The columns that hold a member of an object.</summary>
    public static readonly AssetMember[] Members =
    [
        new("sensor", "lastVMScan", "sensor_lastVMScanDate"),
        new("sensor", "lastComplianceScan", "sensor_lastComplianceScanDate"),
        new("sensor", "lastFullScan", "sensor_lastFullScanDate"),
        new("sensor", "lastPcScanDateAgent", "sensor_lastPcScanDateAgent"),
        new("sensor", "lastPcScanDateScanner", "sensor_lastPcScanDateScanner"),
        new("sensor", "lastVmScanDateAgent", "sensor_lastVmScanDateAgent"),
        new("sensor", "lastVmScanDateScanner", "sensor_lastVmScanDateScanner"),
        new("inventory", "created", "inventory_createdDate"),
        new("inventory", "lastUpdated", "inventory_lastUpdatedDate"),
        new("agent", "lastActivity", "agent_lastActivityDate"),
        new("agent", "lastCheckedIn", "agent_lastCheckedInDate"),
        new("agent", "lastInventory", "agent_lastInventoryDate"),
    ];

    /// <summary>The columns that are made when an asset is loaded, and hold nothing of it.</summary>
    public static readonly string[] Made = [BatchDate, BatchNumber, RowLastUpdated];

    // These hold numbers as they come. hostId has no type, and so no affinity: INTEGER would make an inexact REAL of an id
    // above 2^63 - 1, which is text.
    private static readonly string[] Numbers = ["totalMemory", "cpuCount", "isContainerHost", "riskScore", BatchNumber];

    /// <summary>The script that creates every table, view and index.</summary>
    /// <param name="isWide">Whether an id may exceed 64 bits with a sign.</param>
    /// <param name="newColumns">The columns of <c>Q_Asset_Inventory</c> behind those that it always has, as SQL has them.</param>
    /// <param name="version">The version: this release reads those before it, too.</param>
    public static string Script(bool isWide = false, IReadOnlyCollection<string>? newColumns = null, long version = Version) => $"""
        {string.Concat(TablesOfIds(isWide, newColumns ?? [], version).SelectMany(table => table.Statements))}
        {(version == 1 ? "" : AttributeSets)}
        CREATE TABLE software_name (software_id INTEGER PRIMARY KEY, fullName TEXT NOT NULL UNIQUE);
        CREATE VIEW Q_Asset_Inventory_Software_AssetId AS
            SELECT a.asset_id AS assetId, n.fullName AS fullName
            FROM software_asset a JOIN software_name n ON n.software_id = a.software_id;
        CREATE TABLE Q_Asset_Inventory_Software_OS_Unique (
            fullName TEXT NOT NULL, osName TEXT NOT NULL, isIgnored INTEGER, ignoredReason TEXT, category TEXT,
            gaDate TEXT, eolDate TEXT, eosDate TEXT, stage TEXT, lifeCycleConfidence TEXT, eolSupportStage TEXT,
            eosSupportStage TEXT, PRIMARY KEY (fullName, osName)) WITHOUT ROWID;
        CREATE TABLE Q_Asset_Inventory_Status (
            STATUS_NAME TEXT PRIMARY KEY, STATUS_DETAIL TEXT, LAST_BATCH_PROCESSED INTEGER, {RowLastUpdated} TEXT);
        CREATE TABLE inventory_run (
            run_id INTEGER PRIMARY KEY, started_at TEXT NOT NULL, last_updated_after TEXT NOT NULL,
            since_rule TEXT NOT NULL, page_size INTEGER NOT NULL, selection TEXT NOT NULL, gateway TEXT NOT NULL,
            expected INTEGER, pages INTEGER NOT NULL DEFAULT 0, assets INTEGER NOT NULL DEFAULT 0,
            resumed INTEGER NOT NULL DEFAULT 0, ended_at TEXT, outcome TEXT NOT NULL, message TEXT);
        CREATE TABLE inventory_page (
            run_id INTEGER NOT NULL, page_number INTEGER NOT NULL, asked_after TEXT NOT NULL, last_seen TEXT, has_more INTEGER NOT NULL,
            file TEXT NOT NULL, assets INTEGER NOT NULL, loaded_at TEXT NOT NULL, PRIMARY KEY (run_id, page_number)) WITHOUT ROWID;
        PRAGMA application_id = {ApplicationId};
        PRAGMA user_version = {version};
        """;

    /// <summary>The tables with the ids of assets, and the statements that create each of them and then its indexes.</summary>
    /// <param name="isWide">Whether an id may exceed 64 bits with a sign. Such a one is text, and its column has no type.</param>
    /// <param name="newColumns">The columns of <c>Q_Asset_Inventory</c> behind those that it always has, as SQL has them.</param>
    /// <param name="version">The version.</param>
    public static (string Name, string[] Statements)[] TablesOfIds(bool isWide, IEnumerable<string> newColumns, long version = Version)
    {
        string key = isWide ? "NOT NULL PRIMARY KEY" : "INTEGER PRIMARY KEY";
        string id = isWide ? "NOT NULL" : "INTEGER NOT NULL";
        string columns = string.Join(", ", [$"{AssetId} {key}", .. Columns.Skip(1).Select(Declare), .. newColumns]);
        return
        [
            ("Q_Asset_Inventory",
            [
                $"CREATE TABLE Q_Asset_Inventory ({columns});",
                "CREATE INDEX asset_by_agent_version ON Q_Asset_Inventory (json_extract(agent, '$.version'));",
                "CREATE INDEX asset_by_last_check_in ON Q_Asset_Inventory (agent_lastCheckedInDate);",
                "CREATE INDEX asset_by_system_stage ON Q_Asset_Inventory (json_extract(operatingSystem, '$.lifecycle.stage'));",
            ]),
            ("asset_version", [$"CREATE TABLE asset_version (asset_id {key}, modified_milliseconds INTEGER NOT NULL);"]),
            ("software_asset",
            [
                $"""
                CREATE TABLE software_asset (
                    asset_id {id}, software_id INTEGER NOT NULL, PRIMARY KEY (asset_id, software_id)) WITHOUT ROWID;
                """,
                "CREATE INDEX software_asset_by_software ON software_asset (software_id, asset_id);",
            ]),
            version == 1 ? OneRowAnAttribute(id) :
            (AttributesOfAssets,
            [
                $"CREATE TABLE {AttributesOfAssets} (asset_id {key}, set_id INTEGER, seen_at INTEGER NOT NULL);",
                $"CREATE INDEX custom_attribute_asset_by_set ON {AttributesOfAssets} (set_id, asset_id);",
            ]),
        ];
    }

    private static (string Name, string[] Statements) OneRowAnAttribute(string id) => (CustomAttributes,
    [
        $"CREATE TABLE {CustomAttributes} (assetId {id}, key TEXT, value TEXT, connectorName TEXT);",
        $"CREATE INDEX custom_attribute_by_asset ON {CustomAttributes} (assetId);",
        $"CREATE INDEX custom_attribute_by_key ON {CustomAttributes} (key, value, assetId);",
    ]);

    private static string Declare(string column) => column switch
    {
        "hostId" => "hostId",
        _ when Numbers.Contains(column) => $"{column} INTEGER",
        _ => $"{column} TEXT",
    };
}
