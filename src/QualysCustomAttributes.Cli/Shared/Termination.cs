using System.Runtime.InteropServices;
using QualysCustomAttributes.Cli.Console;

namespace QualysCustomAttributes.Cli.Shared;

/// <summary>
/// Ctrl+C and SIGTERM: the first one asks the run to end in order, the next one is left to the system, which kills.
/// </summary>
internal sealed class Termination : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _signals;

    public Termination() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
    ];

    /// <summary>Cancelled with the first signal.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (Interlocked.Increment(ref _signals) == 1)
        {
            context.Cancel = true;
            _source.Cancel();
        }
        else if (!System.Console.IsOutputRedirected)
        {
            TerminalConsole.ShowCursor();
        }
    }
}
