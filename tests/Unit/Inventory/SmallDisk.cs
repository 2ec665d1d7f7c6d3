using System.Runtime.InteropServices;

namespace QualysCustomAttributes.Unit.Inventory;

/// <summary>A disk of few megabytes, asked of the kernel itself: no other process is started for it.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const nuint Remount = 32;

    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Mounts one on a folder of its own; null where that is not allowed, which takes root on Linux.</summary>
    public static SmallDisk? TryMount(int megabytes)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return null;
        }

        string folder = Directory.CreateTempSubdirectory("inventory-small-disk-").FullName;
        if (Mount("tmpfs", folder, "tmpfs", 0, Size(megabytes)) == 0)
        {
            return new SmallDisk(folder);
        }

        Directory.Delete(folder);
        return null;
    }

    public void Resize(int megabytes) => Assert.Equal(0, Mount("tmpfs", Folder, "tmpfs", Remount, Size(megabytes)));

    public void Dispose()
    {
        _ = Unmount(Folder);
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

    [DllImport("libc", EntryPoint = "umount")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Unmount([MarshalAs(UnmanagedType.LPUTF8Str)] string target);
}
