using System.Globalization;
using System.Text;

namespace QualysSandbox.Inventory.MadeUp;

/// <summary>The software that made-up assets run: as many entries as a power of two, each made once.</summary>
internal sealed class SoftwareCatalogue
{
    public const int Entries = 256;

    private static readonly Product[] ForAll =
    [
        new("Apache", "Log4j", 2014, "Software Development / Library", "2.14.1"),
        new("OpenSSL", "OpenSSL", 2012, "Security / Encryption", "3.0.8"),
        new("Oracle", "Java SE Runtime Environment", 2011, "Software Development / Runtime", "8.0.3910"),
        new("Python", "Python", 2010, "Programming Languages / Other", "3.9.13"),
        new("Qualys", "Cloud Agent", 2017, "Security / Vulnerability Management", "5.6.0.14"),
        new("The PostgreSQL Global Development Group", "PostgreSQL", 2013, "Databases / RDBMS", "13.4"),
        new("Wireshark", "Wireshark", 2009, "Network Application / Network Monitoring", "4.2.5"),
    ];

    private static readonly Product[] ForWindows =
    [
        new("Microsoft", "Edge", 2020, "Network Application / Internet Browser", "124.0.2478.51"),
        new("Google", "Chrome", 2008, "Network Application / Internet Browser", "124.0.6367.60"),
        new("Microsoft", "Visual C++ 2013 Redistributable x64", 2013, "Software Development / Library", "12.0.30501"),
        new("Microsoft", "Office 2016 Professional Plus", 2015, "Productivity / Office Suite", "16.0.4266.1001"),
        new("7-Zip", "7-Zip", 1999, "Utilities / Compression", "19.00"),
        new("Adobe", "Acrobat Reader DC (Deutsch)", 2015, "Productivity / Document Viewer", "24.2.20759"),
        new("Mozilla", "Firefox ESR", 2012, "Network Application / Internet Browser", "115.10.0"),
        new("Notepad++ Team", "Notepad++", 2003, "Productivity / Text Editor", "8.6.5"),
        new("富士通", "日本語入力システム", 2016, "Utilities / Other", "6.1.0"),
    ];

    private static readonly Product[] ForUnix =
    [
        new("GNU", "bash", 1989, "Operating System / Shell", "4.4.20"),
        new("Red Hat", "openssh-server", 2005, "Network Application / Remote Access", "8.0p1"),
        new("systemd", "systemd", 2010, "Operating System / Service", "239-82"),
        new("Apache", "HTTP Server", 1995, "Network Application / Web Server", "2.4.37"),
        new("nginx", "nginx", 2004, "Network Application / Web Server", "1.14.1"),
        new("Docker", "Docker Engine", 2013, "Virtualization / Container", "24.0.7"),
        new("Linux Kernel Organization", "kernel", 1991, "Operating System / Kernel", "4.18.0-553"),
        new("Vim", "vim-enhanced", 1991, "Productivity / Text Editor", "8.0.1763"),
        new("sudo", "sudo", 1994, "Security / Access Control", "1.9.5p2"),
    ];

    private readonly byte[][] _entries;
    private readonly byte[][] _manyLines;

    private SoftwareCatalogue(Product[] products)
    {
        _entries =
        [
            .. Enumerable.Range(0, Entries)
                .Select(number => Entry(products[number % products.Length], number / products.Length, number)),
        ];
        _manyLines = [.. _entries.Select(InLines)];
    }

    public static SoftwareCatalogue Windows { get; } = new([.. ForAll, .. ForWindows]);

    public static SoftwareCatalogue Others { get; } = new([.. ForAll, .. ForUnix]);

    /// <summary>An entry without its start, which is the opening brace and the id.</summary>
    public ReadOnlySpan<byte> this[int number] => _entries[number % Entries];

    /// <summary>The same with a line for each member.</summary>
    public ReadOnlySpan<byte> ManyLines(int number) => _manyLines[number % Entries];

    private static byte[] Entry(Product product, int release, int number)
    {
        string version = release == 0 ? product.Version : string.Create(CultureInfo.InvariantCulture, $"{product.Version}.{release}");
        string[] category = product.Category.Split(" / ");
        bool ignored = number % 29 == 7;
        string text = Encoding.UTF8.GetString(Fragments.Of(new
        {
            fullName = $"{product.Publisher} {product.Name} {version}",
            softwareType = number % 5 == 0 ? "System Software" : "Application",
            isIgnored = ignored,
            ignoredReason = ignored ? "Component of the operating system" : null,
            category = product.Category,
            category1 = category[0],
            category2 = category[1],
            productName = product.Name,
            publisher = product.Publisher,
            edition = (string?)null,
            marketVersion = version.Split('.')[0],
            version,
            update = release == 0 ? null : version,
            architecture = number % 3 == 0 ? "32-Bit" : "64-Bit",
            installDate = number % 7 == 0 ? null : Date(product.FirstYear + 8, number),
            installPath = number % 4 == 0 ? null : $"C:\\Program Files\\{product.Name}",
            lastUpdated = Date(2024, number),
            lastUseDate = (string?)null,
            language = number % 11 == 0 ? "Deutsch (Österreich)" : null,
            license = number % 6 == 0 ? null : new { category = "Commercial", subcategory = number % 2 == 0 ? "Freeware" : "" },
            isPackage = number % 8 == 0,
            lifecycle = LifecycleOf(product, number),
            authorization = number % 9 == 0 ? "Unauthorized" : "Unidentified",
        }));

        return Encoding.UTF8.GetBytes($",{text[1..]}");
    }

    private static Lifecycle? LifecycleOf(Product product, int number) => (number % 10) switch
    {
        0 => null,
        1 or 2 => Lifecycle.Unknown,
        3 or 4 => new Lifecycle(
            Date(product.FirstYear, number),
            Date(product.FirstYear + 7, number),
            Date(product.FirstYear + 10, number),
            "EOL/EOS"),
        5 => new Lifecycle(Date(product.FirstYear, number), Date(product.FirstYear + 9, number), null, "EOL") { Confidence = "Assumed" },
        6 => new Lifecycle(null, null, null, "Not Applicable") { EolSupportStage = "", EosSupportStage = "" },
        _ => new Lifecycle(Date(product.FirstYear + 9, number), Date(2031, number), Date(2034, number), "GA"),
    };

    private static string Date(int year, int number) => string.Create(
        CultureInfo.InvariantCulture, $"{year}-{(number % 12) + 1:D2}-{(number % 28) + 1:D2}T00:00:00.000Z");

    // The texts of the catalogue hold neither of the two sequences.
    private static byte[] InLines(byte[] entry) => Encoding.UTF8.GetBytes(
        Encoding.UTF8.GetString(entry).Replace(",\"", ",\n\"", StringComparison.Ordinal).Replace("{\"", "{\n\"", StringComparison.Ordinal));

    private sealed record Product(string Publisher, string Name, int FirstYear, string Category, string Version);
}
