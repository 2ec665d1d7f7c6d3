using System.Diagnostics;
using System.Globalization;

namespace Bench.Comparing;

/// <summary>
/// Follows the memory of a process while it runs. Linux keeps the peak itself (VmHWM), so what is read last is right but
/// for growth in the last moment; elsewhere the peak is that of what was seen.
/// </summary>
internal sealed class PeakMemory(Process process)
{
    /// <summary>The peak so far, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Looks again.</summary>
    public void Look() => Bytes = Math.Max(Bytes, OperatingSystem.IsLinux() ? OfTree(process.Id) : OfProcess());

    private long OfProcess()
    {
        try
        {
            process.Refresh();
            return Math.Max(process.PeakWorkingSet64, process.WorkingSet64);
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended.
            return 0;
        }
    }

    // A launcher may start what does the work: the largest of them counts.
    private static long OfTree(int processId)
    {
        long peak = ReadPeak(processId);
        foreach (string child in ReadOrEmpty($"/proc/{processId}/task/{processId}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            peak = Math.Max(peak, OfTree(int.Parse(child, CultureInfo.InvariantCulture)));
        }

        return peak;
    }

    private static long ReadPeak(int processId)
    {
        const string Label = "VmHWM:";
        foreach (string line in ReadOrEmpty($"/proc/{processId}/status").Split('\n'))
        {
            if (line.StartsWith(Label, StringComparison.Ordinal))
            {
                string kilobytes = line[Label.Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
                return long.Parse(kilobytes, CultureInfo.InvariantCulture) * 1024;
            }
        }

        return 0;
    }

    private static string ReadOrEmpty(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended.
            return "";
        }
    }
}
