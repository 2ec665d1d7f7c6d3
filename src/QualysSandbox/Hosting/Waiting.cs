namespace QualysSandbox.Hosting;

/// <summary>Waits by the sandbox's clock.</summary>
internal static class Waiting
{
    public static Task ForAsync(TimeSpan? time, SandboxOptions options, CancellationToken stopping) =>
        time is { } some && some > TimeSpan.Zero ? Task.Delay(some, options.TimeProvider, stopping) : Task.CompletedTask;
}
