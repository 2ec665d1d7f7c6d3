namespace QualysSandbox.Inventory.MadeUp;

/// <summary>The operating systems of the made-up assets.</summary>
internal static class OperatingSystems
{
    private const string Gone = "EOL/EOS";
    private const string Ending = "EOL";
    private const string Current = "GA";

    public static readonly Entry[] All =
    [
        Of(Platform.Windows, "Microsoft", "Microsoft Windows 11 Enterprise (23H2 Build 22631 64-Bit)", "Windows 11", "23H2", "Client", Lifecycle.Of("2023-10-31", "2026-11-10", "2026-11-10", Current)),
        Of(Platform.Windows, "Microsoft", "Microsoft Windows 11 Pro (24H2 Build 26100 64-Bit)", "Windows 11", "24H2", "Client", Lifecycle.Of("2024-10-01", "2026-10-13", "2026-10-13", Current)),
        Of(Platform.Windows, "Microsoft", "Microsoft Windows 10 Enterprise (1909 Build 18363 64-Bit)", "Windows 10", "1909", "Client", Lifecycle.Of("2019-11-12", "2022-05-10", "2022-05-10", Gone)),
        Of(Platform.Windows, "Microsoft", "Microsoft Windows 7 Professional SP1 (64-Bit)", "Windows 7", "6.1", "Client", Lifecycle.Of("2009-10-22", "2015-01-13", "2020-01-14", Gone)),
        Of(Platform.Windows, "Microsoft", "Microsoft Windows Server 2012 R2 Standard (64-Bit)", "Windows Server 2012", "R2", "Server", Lifecycle.Of("2013-11-25", "2018-10-09", "2023-10-10", Gone)),
        Of(Platform.Windows, "Microsoft", "Microsoft Windows Server 2016 Datacenter (1607 64-Bit)", "Windows Server 2016", "1607", "Server", Lifecycle.Of("2016-10-15", "2022-01-11", "2027-01-12", Ending)),
        Of(Platform.Windows, "Microsoft", "Microsoft Windows Server 2019 Standard (1809 64-Bit)", "Windows Server 2019", "1809", "Server", Lifecycle.Of("2018-11-13", "2024-01-09", "2029-01-09", Ending)),
        Of(Platform.Windows, "Microsoft", "Microsoft Windows Server 2022 Datacenter (21H2 64-Bit)", "Windows Server 2022", "21H2", "Server", Lifecycle.Of("2021-08-18", "2026-10-13", "2031-10-14", Current)),
        Of(Platform.Unix, "Red Hat", "Red Hat Enterprise Linux Server 7.9", "Red Hat Enterprise Linux", "7.9", "Server", Lifecycle.Of("2020-09-29", "2024-06-30", "2028-06-30", Ending)),
        Of(Platform.Unix, "Red Hat", "Red Hat Enterprise Linux 8.10", "Red Hat Enterprise Linux", "8.10", "Server", Lifecycle.Of("2024-05-22", "2029-05-31", "2032-05-31", Current)),
        Of(Platform.Unix, "Red Hat", "Red Hat Enterprise Linux 9.4", "Red Hat Enterprise Linux", "9.4", "Server", Lifecycle.Of("2024-05-01", "2032-05-31", null, Current)),
        Of(Platform.Unix, "CentOS", "CentOS Linux 7.9.2009", "CentOS Linux", "7.9.2009", "Server", Lifecycle.Of("2020-11-12", "2024-06-30", "2024-06-30", Gone)),
        Of(Platform.Unix, "Canonical", "Ubuntu Linux 16.04.7 LTS", "Ubuntu", "16.04", "Server", Lifecycle.Of("2016-04-21", "2021-04-30", "2026-04-30", Gone)),
        Of(Platform.Unix, "Canonical", "Ubuntu Linux 22.04.4 LTS", "Ubuntu", "22.04", "Server", Lifecycle.Of("2022-04-21", "2027-04-30", "2032-04-30", Current)),
        Of(Platform.Unix, "SUSE", "SUSE Linux Enterprise Server 12 SP3", "SUSE Linux Enterprise Server", "12 SP3", "Server", Lifecycle.Of("2017-09-07", "2019-06-30", "2022-06-30", Gone)),
        Of(Platform.Unix, "Debian", "Debian Linux 12.5", "Debian", "12.5", "Server", Lifecycle.Unknown),
        Of(Platform.Unix, "Apple", "macOS 14.5 Sonoma", "macOS", "14.5", "Client", Lifecycle.Of("2023-09-26", null, null, Current)),
        Of(Platform.Unix, "IBM", "IBM AIX 7.2 TL5", "AIX", "7.2", "Server", null),
        Of(Platform.Network, "Cisco", "Cisco IOS 15.2(7)E3", "IOS", "15.2(7)E3", "Network Device", Lifecycle.Of("2020-07-31", null, null, "Not Applicable")),
        Of(Platform.Network, "VMware", "VMware ESXi 6.5.0 Update 3", "ESXi", "6.5", "Hypervisor", Lifecycle.Of("2019-07-02", "2021-11-15", "2022-10-15", Gone)),
    ];

    private static Entry Of(
        Platform platform,
        string publisher,
        string fullName,
        string product,
        string version,
        string category,
        Lifecycle? lifecycle)
    {
        string family = platform switch { Platform.Windows => "Windows", Platform.Unix => "Linux", _ => "Network Operating System" };
        byte[] json = Fragments.Of(new
        {
            osName = fullName,
            fullName,
            category = $"{family} / {category}",
            category1 = family,
            category2 = category,
            productName = product,
            publisher,
            edition = (string?)null,
            marketVersion = version,
            version,
            update = (string?)null,
            architecture = "x86_64",
            lifecycle,
            taxonomy = new { id = (string?)null, name = $"{family} / {category}", category1 = family, category2 = category },
            productUrl = (string?)null,
            productFamily = product,
            release = (string?)null,
            installDate = (string?)null,
        });
        return new Entry(platform, fullName, json);
    }

    /// <summary>One operating system, and how the inventory tells it.</summary>
    internal sealed record Entry(Platform Platform, string Name, byte[] Json);
}
