using QualysCustomAttributes.Cli.Reporting;

namespace QualysCustomAttributes.Cli.Running;

/// <summary>Lets a run be seen while it works: a display that moves, a heartbeat, and whatever it is that ends it.</summary>
internal sealed class RunWatch(RunState state, RunConsole console, RunLog log, TimeSpan heartbeat)
{
    /// <summary>Does the work.</summary>
    /// <returns>How it ended; nothing is thrown.</returns>
    public async Task<RunEnd> TryAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        await using var beating = new Heartbeat(heartbeat, Beat);
        try
        {
            // Off this thread: reading is one long synchronous stretch, and the display wants to move meanwhile.
            await console.ShowAsync(() => Task.Run(work, CancellationToken.None)).ConfigureAwait(false);
            return new RunEnd();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new RunEnd { IsCancelled = true };
        }
#pragma warning disable CA1031 // Whatever it is, it becomes one line and an exit code.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new RunEnd { Error = exception };
        }
    }

    private void Beat()
    {
        string line = $"heartbeat: {state}";
        log.Write(line);
        if (console.WantsHeartbeat)
        {
            console.WriteLine(line);
        }
    }
}
