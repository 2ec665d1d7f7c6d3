namespace QualysCustomAttributes.Cli.Console;

/// <summary>Shows a run on standard output.</summary>
internal abstract class RunConsole : IProgress<ConnectorEvent>
{
    /// <summary>Whether signs of life are to be printed, because nothing else moves there.</summary>
    public abstract bool WantsHeartbeat { get; }

    /// <summary>Chooses the display that suits standard output: a live one on a terminal, else plain lines.</summary>
    public static RunConsole Create(RunState state, bool isDryRun) =>
        (System.Console.IsOutputRedirected ? null : TerminalConsole.TryCreate(state, isDryRun))
            ?? (RunConsole)new PlainConsole(System.Console.Out, isDryRun);

    /// <summary>Shows progress as long as the work lasts.</summary>
    public abstract Task ShowAsync(Func<Task> work);

    /// <summary>Takes an event, on whichever thread it happens.</summary>
    public abstract void Report(ConnectorEvent value);

    /// <summary>Prints a line.</summary>
    public abstract void WriteLine(string line);
}
