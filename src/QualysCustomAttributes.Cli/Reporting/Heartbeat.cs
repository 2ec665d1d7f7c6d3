namespace QualysCustomAttributes.Cli.Reporting;

/// <summary>Gives a sign of life at even intervals, so that a long wait is told from a hang.</summary>
internal sealed class Heartbeat : IAsyncDisposable
{
    private readonly PeriodicTimer _timer;
    private readonly Task _loop;

    public Heartbeat(TimeSpan interval, Action beat)
    {
        _timer = new PeriodicTimer(interval);
        _loop = BeatAsync(beat);
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _loop.ConfigureAwait(false);
    }

    private async Task BeatAsync(Action beat)
    {
        while (await _timer.WaitForNextTickAsync().ConfigureAwait(false))
        {
            beat();
        }
    }
}
