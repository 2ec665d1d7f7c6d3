using QualysCustomAttributes.Cli.Reporting;
using QualysCustomAttributes.Cli.Running;
using QualysCustomAttributes.Cli.Settings;

namespace QualysCustomAttributes.Cli.Commands;

/// <summary>Turns whatever ends a command into one line and an exit code.</summary>
internal static class CommandEnd
{
    /// <summary>Runs a command until it ends or a signal asks it to.</summary>
    /// <param name="run">The command, from its settings on; it is given what the first signal cancels.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> OfAsync(Func<CancellationToken, Task<int>> run)
    {
        try
        {
            using var termination = new Termination();
            return await run(termination.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SettingsException or ConnectorException)
        {
            ErrorLine.Write(exception.Message);
            return ExitCodes.NothingSent;
        }
#pragma warning disable CA1031 // Nobody who runs a command is helped by a stack trace.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // Before or after the run itself, which words its own errors: no secret has come near.
            ErrorLine.Write($"Unexpected {exception.GetType().Name}: {exception.Message}");
            return ExitCodes.NothingSent;
        }
    }
}
