using System.Diagnostics;

namespace QualysCustomAttributes.Windows.Hosting;

/// <summary>The Windows that the tests run on.</summary>
internal sealed class RealWindows : IWindowsSystem
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ProcessStartInfo Prepare(string program) => new(program);

    public string PathOf(string file) => Path.GetFullPath(file);

    public string WithoutOwnTalk(string error) => error;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
