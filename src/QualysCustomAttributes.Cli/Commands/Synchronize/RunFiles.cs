using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Cli.Commands.Synchronize;

/// <summary>
/// The files of a run. Those that nobody named are called after the second in which the run began, with one number for both
/// where another run took that name.
/// </summary>
internal static class RunFiles
{
    private const int MostAttempts = 1000;

    /// <summary>Finds the next free names, and takes the log's.</summary>
    /// <param name="settings">What the run does.</param>
    /// <param name="now">The local time that goes into the names.</param>
    /// <param name="attempt">The number to begin with; afterwards the one to begin with next time.</param>
    /// <returns>The log, not yet begun, and the database, not yet created unless the run goes on with an earlier one.</returns>
    /// <exception cref="SettingsException">The log cannot be written.</exception>
    public static (RunLog Log, string DatabasePath) Take(SynchronizeSettings settings, DateTimeOffset now, ref int attempt)
    {
        string folder = Directory.GetCurrentDirectory();
        string? named = settings.NamedDatabase;
        while (true)
        {
            string databasePath = named ?? Path.Combine(folder, RunFileNames.Database(now, attempt));
            string logPath = settings.Log.Path ?? Path.Combine(folder, RunFileNames.Log(now, attempt));
            attempt++;
            if (named is null && File.Exists(databasePath) && attempt < MostAttempts)
            {
                continue;
            }

            if (RunLog.TryOpen(logPath, isNamed: settings.Log.Path is not null || attempt >= MostAttempts, settings.Log.Files) is { } log)
            {
                return (log, databasePath);
            }
        }
    }
}
