using System.Diagnostics;

namespace QualysCustomAttributes.Windows.Hosting;

/// <summary>Something that runs programs for Windows: Windows itself, or Wine.</summary>
internal interface IWindowsSystem : IAsyncDisposable
{
    /// <summary>Makes it ready.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Says how a program is started, arguments not included.</summary>
    ProcessStartInfo Prepare(string program);

    /// <summary>Gives the path by which its programs know a file of this machine: a drive letter and backslashes.</summary>
    string PathOf(string file);

    /// <summary>Takes away from an output for errors what is the system's own talk.</summary>
    string WithoutOwnTalk(string error);
}
