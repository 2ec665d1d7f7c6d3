namespace QualysSandbox.Hosting;

/// <summary>Leaves Ctrl+C to the process that the sandbox lives in.</summary>
internal sealed class NoHostLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
