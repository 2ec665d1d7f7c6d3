using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Bench.Comparing;

/// <summary>
/// Reads how much processor time a process has used when it has ended. Windows keeps that with the process; elsewhere
/// it is gone with it, and the kernel's account of all children is read before and after.
/// </summary>
internal static class ChildProcessorTime
{
    private const int Children = -1;
    private const int LargestUsage = 1024;

    /// <summary>What every child that has ended used; zero where the system keeps it with the process.</summary>
    public static TimeSpan OfAll()
    {
        if (OperatingSystem.IsWindows())
        {
            return TimeSpan.Zero;
        }

        byte[] usage = new byte[LargestUsage];
        return GetUsage(Children, usage) == 0 ? ReadTime(usage) + ReadTime(usage.AsSpan(16)) : TimeSpan.Zero;
    }

    /// <summary>What a process that has ended used.</summary>
    /// <param name="process">The process; no other child ended meanwhile.</param>
    /// <param name="before">What <see cref="OfAll"/> gave before it was started.</param>
    public static TimeSpan Of(Process process, TimeSpan before) =>
        OperatingSystem.IsWindows() ? process.TotalProcessorTime : OfAll() - before;

    // A 64-bit timeval: seconds, then microseconds, which macOS keeps in 32 of the 64 bits.
    private static TimeSpan ReadTime(ReadOnlySpan<byte> timeval) =>
        TimeSpan.FromSeconds(MemoryMarshal.Read<long>(timeval)) + TimeSpan.FromMicroseconds(MemoryMarshal.Read<int>(timeval[8..]));

    [DllImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetUsage(int who, byte[] usage);
}
