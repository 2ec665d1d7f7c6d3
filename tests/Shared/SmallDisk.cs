using System.Runtime.InteropServices;
using Xunit;

namespace QualysCustomAttributes.Shared;

/// <summary>A disk of few megabytes, asked of the kernel itself: no other process is started for it.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const nuint Remount = 32;
    private const int Detach = 2;
    private const int Immutable = 16;
    private const nuint SetFlags = 0x40086602;

    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>What a test says that finds none.</summary>
    public const string Lack = "no small disk can be mounted, which takes root on Linux: a disk that fills or turns read-only was not tried";

    /// <summary>Mounts one on a folder of its own; null where that is not allowed, which takes root on Linux.</summary>
    public static SmallDisk? TryMount(int megabytes)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return null;
        }

        string folder = Directory.CreateTempSubdirectory("qca-small-disk-").FullName;
        if (Mount("tmpfs", folder, "tmpfs", 0, Size(megabytes)) == 0)
        {
            return new SmallDisk(folder);
        }

        Directory.Delete(folder);
        return null;
    }

    public void Resize(int megabytes) => Assert.Equal(0, Mount("tmpfs", Folder, "tmpfs", Remount, Size(megabytes)));

    /// <summary>Fills it to the last block with a file of its own.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        byte[] block = new byte[4096];
        try
        {
            while (true)
            {
                filler.Write(block);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Takes away what it was filled with.</summary>
    public void MakeRoom() => File.Delete(Filler);

    /// <summary>
    /// Has its folder take no new file and give none away, though those that are open can be written; or take them again.
    /// </summary>
    /// <returns>Whether its kernel can do so.</returns>
    public bool TryMakeReadOnly(bool isReadOnly)
    {
        int folder = Open(Folder, 0);
        int flags = isReadOnly ? Immutable : 0;
        bool isDone = Control(folder, SetFlags, ref flags) == 0;
        _ = Close(folder);
        return isDone;
    }

    public string PathOf(string name) => Path.Combine(Folder, name);

    private string Filler => PathOf("filler");

    public void Dispose()
    {
        _ = Unmount(Folder, Detach);
        Directory.Delete(Folder);
    }

    private static string Size(int megabytes) => $"size={megabytes}m";

    [DllImport("libc", EntryPoint = "mount")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Mount(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string source,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string target,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string type,
        nuint flags,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string options);

    [DllImport("libc", EntryPoint = "umount2")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Unmount([MarshalAs(UnmanagedType.LPUTF8Str)] string target, int flags);

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "ioctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int file, nuint request, ref int flags);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int file);
}
