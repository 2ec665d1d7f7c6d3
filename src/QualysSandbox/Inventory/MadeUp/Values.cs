namespace QualysSandbox.Inventory.MadeUp;

/// <summary>The values that fields are chosen from.</summary>
internal static class Values
{
    public static readonly byte[][] AssetTypes = Fragments.OfAll("HOST", "HOST", "HOST", "UNIDENTIFIED", "CLOUD");

    public static readonly byte[][] TimeZones = Fragments.OfAll("+01:00", "-05:00", "+09:00", "Etc/UTC", "+05:30");

    // One with a quotation mark, one with escapes beyond the basic plane.
    public static readonly byte[][] Bios =
    [
        "\"Phoenix Technologies LTD 6.00 12/12/2018\""u8.ToArray(),
        "\"Dell Inc. 2.19.1 06/04/2023 \\\"rev. B\\\"\""u8.ToArray(),
        "\"HPE U30 \\u00dcberarbeitet \\ud83d\\ude80\\t07/14/2022\""u8.ToArray(),
        "\"\""u8.ToArray(),
    ];

    public static readonly byte[][] Users = Fragments.OfAll("CORP\\mjürgens", "root", ".\\Administrator", "CORP\\søren", "山田", "");

    public static readonly byte[][] DomainRoles = Fragments.OfAll("Member Server", "Member Workstation", "Primary Domain Controller", "Standalone Server");

    public static readonly byte[][] AssetTags = Fragments.OfAll("No Asset Tag", "INV-00042", "");

    public static readonly byte[][] DnsSuffixes = [".corp.example"u8.ToArray(), ".dmz.example"u8.ToArray(), ".münchen.example"u8.ToArray(), ""u8.ToArray()];

    public static readonly byte[][] Providers = Fragments.OfAll("AWS", "AZURE", "GCP", "Unknown");

    public static readonly byte[][] AgentVersions = Fragments.OfAll(
        "4.1.0.47", "4.8.0.31", "5.0.1.12", "5.4.0.10", "5.6.0.14", "6.0.0.41", "6.1.0.28", "6.1.0.28", "6.2.5.9");

    public static readonly byte[][] Modules =
    [
        .. Fragments.OfAll<string[]?>(["VM", "PC", "SCA"], ["VM", "GAV", "CSAM", "EDR", "PM"], ["VM"], ["GAV", "VM", "PC", "FIM", "PM"], [], null),
    ];

    public static readonly byte[][] Hardware = Fragments.OfAll(
        MadeHardware("VMware", "VMware Virtual Platform", "Virtualized / Virtual Machine", null),
        MadeHardware("Dell", "PowerEdge R740", "Computers / Server", new { introDate = "2017-07-11T00:00:00.000Z", gaDate = "2017-07-11T00:00:00.000Z", eosDate = "2025-05-31T00:00:00.000Z", obsoleteDate = (string?)null, stage = "EOS", lifeCycleConfidence = "Exact" }),
        MadeHardware("Lenovo", "ThinkPad T14 Gen 3", "Computers / Notebook", new { introDate = (string?)null, gaDate = "2022-05-01T00:00:00.000Z", eosDate = (string?)null, obsoleteDate = (string?)null, stage = "GA", lifeCycleConfidence = (string?)null }),
        MadeHardware("Cisco", "Catalyst 2960-X", "Networking Device / Switch", null));

    public static readonly byte[][] Locations = Fragments.OfAll(
        Location("Frankfurt am Main", "Hessen", "Germany", "Europe"),
        Location("London", null, "United Kingdom", "Europe"),
        Location("New York", "New York", "United States", "North America"),
        Location("München", "Bayern", "Germany", "Europe"),
        Location("Zürich", "Zürich", "Switzerland", "Europe"),
        Location("東京", null, "Japan", "Asia"));

    public static readonly byte[][] Businesses = Fragments.OfAll(
        new { company = "Example AG", operationalStatus = "Operational", ownedBy = "J. Müller", managedBy = (string?)null, supportedBy = "Server Operations", department = "Retail", supportGroup = "L2", environment = "Production" },
        new { company = "Example AG", operationalStatus = "Retired", ownedBy = "Ł. Nowak", managedBy = (string?)"Platform", supportedBy = "", department = "Treasury", supportGroup = "L3", environment = "Test" });

    public static readonly byte[][] BusinessApps = Fragments.OfAll(
        new { businessApp = new[] { new { id = "APP-17", name = "Online Banking", businessCriticality = "1 - most critical", environment = "Production", status = "Operational" } } },
        new { businessApp = Array.Empty<object>().Select(_ => new { id = "", name = "", businessCriticality = "", environment = "", status = "" }).ToArray() });

    public static readonly byte[][] MissingSoftware =
    [
        "[]"u8.ToArray(),
        "{\"software\":[{\"fullName\":\"CrowdStrike Falcon Sensor\",\"category\":\"Security / Endpoint Protection\",\"rule\":\"Pflichtsoftware\"}]}"u8.ToArray(),
    ];

    public static readonly byte[][] Processors = Fragments.OfAll(
        new { description = "Intel(R) Xeon(R) Gold 6140 CPU @ 2.30GHz", speed = 2300, numCPUs = 4, noOfSocket = (int?)2, threadsPerCore = (int?)1, coresPerSocket = (int?)2, multithreadingStatus = "DISABLED" },
        new { description = "AMD EPYC 7R32", speed = 2800, numCPUs = 8, noOfSocket = (int?)null, threadsPerCore = (int?)null, coresPerSocket = (int?)null, multithreadingStatus = "ENABLED" });

    public static readonly byte[][] Accounts = Fragments.OfAll(
        new[] { "root", "Administrator", "Guest", "svc-backup", "mjürgens", "søren", "oracle", "postgres", "DefaultAccount", "WDAGUtilityAccount" }.Select(name => new { name }));

    public static readonly byte[][] Ports = Fragments.OfAll(
        Port(22, "TCP", "SSH Remote Login", "ssh"),
        Port(80, "TCP", "World Wide Web HTTP", "http"),
        Port(135, "TCP", "DCE endpoint resolution", "msrpc"),
        Port(443, "TCP", "HTTPS", null),
        Port(445, "TCP", "Microsoft-DS", "microsoft-ds"),
        Port(161, "UDP", "SNMP", "snmp"),
        Port(1433, "TCP", "Microsoft SQL Server", "mssql"),
        Port(3389, "TCP", "MS WBT Server", "win_remote_desktop"),
        Port(5432, "TCP", null, "postgresql"),
        Port(8443, "TCP", null, null),
        Port(49_152, "TCP", "Dynamic", null));

    public static readonly byte[][] ServiceNames = Fragments.OfAll(
        new[] { "Spooler", "wuauserv", "sshd", "crond", "QualysAgent", "LanmanServer", "auditd", "W32Time", "Dienst für Anmeldung", "httpd" }
            .Select((name, number) => new { name, status = number % 3 == 0 ? "STOPPED" : "RUNNING", description = number % 4 == 0 ? null : $"{name} service" }));

    private static object MadeHardware(string manufacturer, string model, string category, object? lifecycle)
    {
        string[] parts = category.Split(" / ");
        return new
        {
            fullName = $"{manufacturer} {model}",
            category,
            category1 = parts[0],
            category2 = parts[1],
            manufacturer,
            productName = model,
            model,
            lifecycle,
            taxonomy = new { id = "null", name = category, category1 = parts[0], category2 = parts[1] },
            productUrl = (string?)null,
            productFamily = model,
        };
    }

    private static object Location(string city, string? state, string country, string continent) =>
        new { city, state, country, name = $"{city}, {country}", continent, postal = (string?)null };

    private static object Port(int port, string protocol, string? description, string? detectedService) => new
    {
        port,
        description,
        protocol,
        detectedService,
        firstFound = "2023-04-01T08:15:00.000Z",
        lastUpdated = "2025-02-01T08:15:00.000Z",
        authorization = (string?)null,
    };
}
