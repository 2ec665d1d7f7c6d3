using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace QualysCustomAttributes.Files;

/// <summary>What .NET does not say of a file: how many names it has, and whether it is one at all and no device or pipe.</summary>
/// <param name="Names">How many names, hard links, the file has.</param>
/// <param name="IsRegular">Whether it is a file, and no device, pipe or socket.</param>
/// <param name="Number">Its number on its disk: another file of the same name has another one.</param>
internal readonly record struct FileFacts(long Names, bool IsRegular, ulong Number)
{
    private const int CurrentFolder = -100;
    private const uint TypeLinksAndNumber = 0x1 | 0x4 | 0x100;
    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;

    /// <summary>Asks the system; a link is followed.</summary>
    /// <param name="path">The file.</param>
    /// <returns>What it says, or <see langword="null"/> where it does not say it or there is no such file.</returns>
    public static FileFacts? Of(string path)
    {
        try
        {
            return OperatingSystem.IsLinux() ? OfLinux(path)
                : OperatingSystem.IsMacOS() ? OfMac(path)
                : OperatingSystem.IsWindows() ? OfWindows(path)
                : null;
        }
        catch (Exception exception) when (exception is EntryPointNotFoundException or DllNotFoundException or IOException
            or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // struct statx: stx_nlink at 16, stx_mode at 28, stx_ino at 32.
    private static FileFacts? OfLinux(string path)
    {
        byte[] facts = new byte[256];
        return statx(CurrentFolder, NameOf(path), 0, TypeLinksAndNumber, facts) == 0
            ? Unix(BinaryPrimitives.ReadUInt32LittleEndian(facts.AsSpan(16)), BinaryPrimitives.ReadUInt16LittleEndian(facts.AsSpan(28)),
                BinaryPrimitives.ReadUInt64LittleEndian(facts.AsSpan(32)))
            : null;
    }

    // struct stat with 64-bit inodes: st_mode at 4, st_nlink at 6, st_ino at 8.
    private static FileFacts? OfMac(string path)
    {
        byte[] facts = new byte[256];
        int result = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? stat64(NameOf(path), facts) : stat(NameOf(path), facts);
        return result == 0
            ? Unix(BinaryPrimitives.ReadUInt16LittleEndian(facts.AsSpan(6)), BinaryPrimitives.ReadUInt16LittleEndian(facts.AsSpan(4)),
                BinaryPrimitives.ReadUInt64LittleEndian(facts.AsSpan(8)))
            : null;
    }

    // BY_HANDLE_FILE_INFORMATION: nNumberOfLinks at 40, nFileIndexHigh at 44, nFileIndexLow at 48.
    private static FileFacts? OfWindows(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] facts = new byte[52];
        return GetFileInformationByHandle(file.SafeFileHandle, facts)
            ? new FileFacts(
                BinaryPrimitives.ReadUInt32LittleEndian(facts.AsSpan(40)), IsRegular: true,
                ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(facts.AsSpan(44)) << 32) | BinaryPrimitives.ReadUInt32LittleEndian(facts.AsSpan(48)))
            : null;
    }

    private static FileFacts Unix(long links, int mode, ulong number) => new(links, (mode & TypeMask) == RegularFile, number);

    private static byte[] NameOf(string path) => Encoding.UTF8.GetBytes(path + "\0");

#pragma warning disable IDE1006, SYSLIB1054 // the names are the system's, and a generated import would want unsafe code
    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int statx(int folder, byte[] path, int flags, uint mask, byte[] facts);

    [DllImport("libc", EntryPoint = "stat")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int stat(byte[] path, byte[] facts);

    [DllImport("libc", EntryPoint = "stat$INODE64")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int stat64(byte[] path, byte[] facts);

    [DllImport("kernel32", EntryPoint = "GetFileInformationByHandle")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GetFileInformationByHandle(SafeFileHandle file, byte[] facts);
#pragma warning restore IDE1006, SYSLIB1054
}
