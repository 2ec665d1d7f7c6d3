using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace QualysCustomAttributes.Files;

/// <summary>
/// What .NET does not say of a file: how many names it has, whether it is one at all and no device or pipe, and which one it is.
/// </summary>
/// <param name="Names">How many names, hard links, the file has.</param>
/// <param name="IsRegular">Whether it is a file, and no device, pipe or socket.</param>
/// <param name="Identity">Its number on its volume, and the volume's: what a file keeps under every name.</param>
internal readonly record struct FileFacts(long Names, bool IsRegular, (ulong Number, ulong Volume) Identity)
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

    // struct statx: stx_nlink at 16, stx_mode at 28, stx_ino at 32, stx_dev_major and stx_dev_minor at 136.
    private static FileFacts? OfLinux(string path)
    {
        byte[] facts = new byte[256];
        return statx(CurrentFolder, NameOf(path), 0, TypeLinksAndNumber, facts) == 0
            ? Unix(BinaryPrimitives.ReadUInt32LittleEndian(facts.AsSpan(16)), BinaryPrimitives.ReadUInt16LittleEndian(facts.AsSpan(28)),
                Number(facts, 32), Number(facts, 136))
            : null;
    }

    // struct stat with 64-bit inodes: st_dev at 0, st_mode at 4, st_nlink at 6, st_ino at 8.
    private static FileFacts? OfMac(string path)
    {
        byte[] facts = new byte[256];
        int result = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? stat64(NameOf(path), facts) : stat(NameOf(path), facts);
        return result == 0
            ? Unix(BinaryPrimitives.ReadUInt16LittleEndian(facts.AsSpan(6)), BinaryPrimitives.ReadUInt16LittleEndian(facts.AsSpan(4)),
                Number(facts, 8), BinaryPrimitives.ReadUInt32LittleEndian(facts))
            : null;
    }

    // BY_HANDLE_FILE_INFORMATION: dwVolumeSerialNumber at 28, nNumberOfLinks at 40, nFileIndex at 44.
    private static FileFacts? OfWindows(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] facts = new byte[52];
        return GetFileInformationByHandle(file.SafeFileHandle, facts)
            ? new FileFacts(
                BinaryPrimitives.ReadUInt32LittleEndian(facts.AsSpan(40)),
                IsRegular: true,
                (Number(facts, 44), BinaryPrimitives.ReadUInt32LittleEndian(facts.AsSpan(28))))
            : null;
    }

    private static FileFacts Unix(long links, int mode, ulong number, ulong volume) =>
        new(links, (mode & TypeMask) == RegularFile, (number, volume));

    private static ulong Number(byte[] facts, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(facts.AsSpan(offset));

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
