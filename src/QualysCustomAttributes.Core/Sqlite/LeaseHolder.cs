using System.Diagnostics;
using System.Globalization;

namespace QualysCustomAttributes.Sqlite;

/// <summary>Who holds a lease.</summary>
/// <param name="Command">The command.</param>
/// <param name="ProcessId">The process's number.</param>
/// <param name="ProcessStartedAt">When the process began, by the system's own count: numbers of processes are given again.</param>
/// <param name="Host">The machine's name.</param>
/// <param name="ProcessSpace">What tells machines and containers apart within which a process's number means something.</param>
internal sealed record LeaseHolder(string Command, long ProcessId, long ProcessStartedAt, string Host, string ProcessSpace)
{
    private const int ClockSlack = 3;
    private const long StartUnknown = -1;

    // Of a process that cannot be seen from here, on another host or in another container, its renewals are all there is to see.
    private static readonly TimeSpan LongestWithoutRenewal = TimeSpan.FromMinutes(2);

    /// <summary>When it was taken, UTC.</summary>
    public string TakenAt { get; init; } = "";

    /// <summary>When its holder was last heard of, UTC.</summary>
    public string RenewedAt { get; init; } = "";

    /// <summary>Whether its holder has ended, and could not give it back.</summary>
    public bool HasGivenUp { get; init; }

    /// <summary>Whether its holder lives.</summary>
    public bool IsAlive
    {
        get
        {
            if (HasGivenUp)
            {
                return false;
            }

            return CanBeSeen ? IsRunning() : WasHeardOfLately(DateTimeOffset.UtcNow);
        }
    }

    /// <summary>Whether its process would be seen from here: it is of this host, and of this container.</summary>
    public bool CanBeSeen => This("") is var here && Host == here.Host && ProcessSpace == here.ProcessSpace;

    /// <summary>This process as a holder.</summary>
    public static LeaseHolder This(string command)
    {
        int processId = Environment.ProcessId;
        return new LeaseHolder(command, processId, FindStart(processId) ?? StartUnknown, Environment.MachineName, FindProcessSpace());
    }

    /// <summary>The holder as a second one is told of it.</summary>
    /// <returns>Command, process, host and since when.</returns>
    public override string ToString() => ShownText.Of(string.Create(
        CultureInfo.InvariantCulture, $"{Command} (process {ProcessId} on {Host}, since {TakenAt} UTC)"));

    private bool IsRunning() => ProcessId is > 0 and <= int.MaxValue && FindStart((int)ProcessId) is { } start
        && (start == StartUnknown || Math.Abs(start - ProcessStartedAt) <= ClockSlack);

    /// <summary>
    /// Whether it was heard of lately, by the clock of this host. A sign of life that seems to come from far in the future is none: the
    /// other clock was ahead, and would hold the lease for as long as it was.
    /// </summary>
    /// <param name="now">What time it is here.</param>
    public bool WasHeardOfLately(DateTimeOffset now) =>
        StoredTime.TryParse(RenewedAt) is not { } renewed || (now - renewed).Duration() < LongestWithoutRenewal;

    // Linux says it in ticks since the machine began, which no change of the clock touches.
    private static long? FindStart(int processId)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
                string[] behindName = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                return behindName[0] is "Z" or "X" ? null : long.Parse(behindName[19], CultureInfo.InvariantCulture);
            }

            using Process process = Process.GetProcessById(processId);
            return new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeSeconds();
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or IOException)
        {
            return null;
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or UnauthorizedAccessException)
        {
            // There is such a process, and it may not be looked at.
            return StartUnknown;
        }
    }

    private static string FindProcessSpace()
    {
        try
        {
            return OperatingSystem.IsLinux()
                ? $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()} {new FileInfo("/proc/self/ns/pid").LinkTarget}"
                : "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
