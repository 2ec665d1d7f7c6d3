using System.Globalization;
using System.Text;

namespace QualysCustomAttributes.Axonius;

/// <summary>Reads the encoding of an export as people write it: a name, the number of a code page, or PowerShell's word for it.</summary>
internal static class ExportEncoding
{
    private const int Utf7 = 65000;

    /// <summary>The names that are offered where one is completed; others are understood too.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "utf-8", "windows-1252", "iso-8859-1", "iso-8859-15", "utf-16", "utf-16BE", "utf-32", "windows-1250", "windows-1251", "windows-1253",
        "windows-1254", "windows-1255", "windows-1256", "windows-1257", "windows-1258", "ibm437", "ibm850", "ibm852", "iso-8859-2", "koi8-r",
        "shift_jis", "euc-jp", "gb18030", "big5", "euc-kr", "ansi", "oem",
    ];

    /// <summary>Reads an encoding.</summary>
    /// <param name="text">What stands for it.</param>
    /// <returns>The encoding.</returns>
    /// <exception cref="AxoniusExportException">It is none, or one that nothing is read in.</exception>
    public static Encoding Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string name = text.Trim();
        try
        {
            int? number = NumberOf(name);
            Encoding? encoding = number is { } codePage
                ? CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? Encoding.GetEncoding(codePage)
                : CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
            return encoding.CodePage == Utf7 ? throw AxoniusExportException.EncodingInvalid(text) : encoding;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw AxoniusExportException.EncodingInvalid(text);
        }
    }

    private static int? NumberOf(string name) => name.ToLowerInvariant() switch
    {
        "utf8" or "utf8bom" or "utf8nobom" => 65001,
        "unicode" => 1200,
        "bigendianunicode" => 1201,
        "utf32" => 12000,
        "latin1" => 28591,
        "ansi" => AnsiCodePage(CultureInfo.CurrentCulture.TextInfo.ANSICodePage),
        "oem" => OemCodePage(CultureInfo.CurrentCulture.TextInfo.OEMCodePage),
        ['c', 'p', .. var digits] when int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) => number,
        var digits when int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) => number == 0 ? -1 : number,
        _ => null,
    };

    /// <summary>The code page that Windows has for a culture, or that of western Europe where it has none.</summary>
    internal static int AnsiCodePage(int ofCulture) => CodePage(ofCulture, 1252);

    /// <summary>The code page that DOS had for a culture, or that of western Europe where it has none.</summary>
    internal static int OemCodePage(int ofCulture) => CodePage(ofCulture, 850);

    // A culture without a code page of its own has a number below those of code pages.
    private static int CodePage(int ofCulture, int otherwise) => ofCulture is > 100 and not 65001 ? ofCulture : otherwise;
}
