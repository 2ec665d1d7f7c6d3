using System.Diagnostics;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.EndToEnd.Moments;

/// <summary>A file system of 48 MB in a file, which can be filled and can turn read-only under whoever writes to it.</summary>
internal sealed class LoopDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private bool _isMounted;

    private LoopDisk()
    {
    }

    public string Folder => _folder.File("disk");

    private string Image => _folder.File("image");

    /// <summary>Makes one; null where the system or the account does not allow it.</summary>
    public static LoopDisk? TryMount()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return null;
        }

        var disk = new LoopDisk();
        using (FileStream image = File.Create(disk.Image))
        {
            image.SetLength(48 * 1024 * 1024);
        }

        Directory.CreateDirectory(disk.Folder);
        if (Run("mkfs.ext4", "-q", "-F", disk.Image) && disk.TryAttach())
        {
            return disk;
        }

        disk.Dispose();
        return null;
    }

    /// <summary>Leaves no byte.</summary>
    public void Fill()
    {
        byte[] block = new byte[64 * 1024];
        using FileStream filler = File.Create(Path.Combine(Folder, "filler"), bufferSize: 1);
        foreach (int size in (int[])[block.Length, 1024, 1])
        {
            try
            {
                while (true)
                {
                    filler.Write(block, 0, size);
                }
            }
            catch (IOException)
            {
                continue;
            }
        }
    }

    /// <summary>Makes room again.</summary>
    public void Empty() => File.Delete(Path.Combine(Folder, "filler"));

    /// <summary>Turns read-only, as a disk with an error does, whoever has files open.</summary>
    public void TurnReadOnly() => Run("mount", "-o", "remount,abort", Folder);

    /// <summary>Is repaired and can be written again; nobody may have files open.</summary>
    public void Repair()
    {
        Detach();
        Run("fsck.ext4", "-y", "-f", Image);
        TryAttach();
    }

    public void Dispose()
    {
        Detach();
        _folder.Dispose();
    }

    private bool TryAttach() => _isMounted = Run("mount", "-o", "loop", Image, Folder);

    private void Detach()
    {
        if (_isMounted)
        {
            _isMounted = !Run("umount", Folder);
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode is 0 or 1;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
