using System.Text.RegularExpressions;

namespace QualysCustomAttributes.Files;

/// <summary>Says in plain words why a file or a folder could not be used, where the reason is a common one.</summary>
internal static partial class FileWords
{
    // Of Windows as HRESULT; elsewhere .NET gives the number of the system's own error.
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int LockViolation = unchecked((int)0x80070021);
    private const int WriteProtected = unchecked((int)0x80070013);
    private const int DiskFull = unchecked((int)0x80070070);
    private const int HandleDiskFull = unchecked((int)0x80070027);
    private const int AgainOnLinux = 11;
    private const int AgainOnMac = 35;
    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;

    /// <summary>Words why a folder could not be used, without a full stop.</summary>
    /// <param name="failure">What .NET threw.</param>
    public static string OfFolder(Exception failure) => failure is DirectoryNotFoundException or FileNotFoundException
        ? "it does not exist"
        : Of("", failure);

    /// <summary>Words it, without a full stop.</summary>
    /// <param name="path">The file.</param>
    /// <param name="failure">What .NET threw.</param>
    public static string Of(string path, Exception failure) => failure switch
    {
        _ when Directory.Exists(path) => "it is a folder",
        FileNotFoundException => "it does not exist",
        DirectoryNotFoundException => "its folder does not exist",
        PathTooLongException => "its path is too long",
        UnauthorizedAccessException => "access to it is denied",
        _ when IsOpenElsewhere(failure) => "another program has it open",
        IOException { HResult: WriteProtected or ReadOnlyFileSystem } => "its disk can only be read",
        IOException { HResult: DiskFull or HandleDiskFull or NoSpace } => "its disk is full",
        _ => WithoutPath(failure.Message),
    };

    /// <summary>What to do about it, as one sentence or two.</summary>
    /// <param name="path">The file.</param>
    /// <param name="failure">What .NET threw.</param>
    /// <param name="otherwise">What to do where the reason asks for nothing of its own.</param>
    public static string Advice(string path, Exception failure, string otherwise) => failure switch
    {
        _ when Directory.Exists(path) => "Name a file in it.",
        DirectoryNotFoundException => "Make its folder, or name another one.",
        _ when IsOpenElsewhere(failure) => "Close it there, as in Excel, and try again.",
        IOException { HResult: DiskFull or HandleDiskFull or NoSpace } => "Make room, and try again.",
        _ => otherwise,
    };

    /// <summary>A text of .NET without the path that stands at its end or in it, for ours names it already, and without a full stop.</summary>
    public static string WithoutPath(string message) =>
        PathInside().Replace(PathAtEnd().Replace(message.TrimEnd().TrimEnd('.'), ""), "$1").TrimEnd('.');

    private static bool IsOpenElsewhere(Exception failure) => failure is IOException
    {
        HResult: SharingViolation or LockViolation or AgainOnLinux or AgainOnMac,
    };

    // "Read-only file system : '/mnt/x.db'"
    [GeneratedRegex(@"\s*:\s*'[^']*'$", RegexOptions.CultureInvariant)]
    private static partial Regex PathAtEnd();

    // "The process cannot access the file 'x' because …", "Access to the path 'x' is denied"
    [GeneratedRegex(@"\b(file|path|folder|directory) '[^']*'", RegexOptions.CultureInvariant)]
    private static partial Regex PathInside();
}
