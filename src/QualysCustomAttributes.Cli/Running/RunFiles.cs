using QualysCustomAttributes.Cli.Reporting;
using QualysCustomAttributes.Cli.Settings;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Cli.Running;

/// <summary>
/// The files a run writes. Those that nobody named are called after the second in which the run began, with one number
/// for both where another run took that name.
/// </summary>
internal sealed class RunFiles
{
    private const int MostAttempts = 1000;

    private RunFiles(RunLog log, string databasePath)
    {
        Log = log;
        DatabasePath = databasePath;
    }

    /// <summary>The log, not yet begun.</summary>
    public RunLog Log { get; }

    /// <summary>The run database, not yet created unless the run goes on with an earlier one.</summary>
    public string DatabasePath { get; }

    /// <summary>Finds the next free names, and takes the log's.</summary>
    /// <param name="settings">What the run does.</param>
    /// <param name="now">The local time that goes into the names.</param>
    /// <param name="attempt">The number to begin with; afterwards the one to begin with next time.</param>
    /// <exception cref="SettingsException">The log cannot be written.</exception>
    public static RunFiles Take(SynchronizeSettings settings, DateTimeOffset now, ref int attempt)
    {
        string folder = Directory.GetCurrentDirectory();
        string? named = settings.ResumePath ?? settings.Synchronization.Import.DatabasePath;
        while (true)
        {
            string databasePath = named ?? Path.Combine(folder, RunFileNames.Database(now, attempt));
            string logPath = settings.Log.Path ?? Path.Combine(folder, RunFileNames.Log(now, attempt));
            attempt++;
            if (named is null && File.Exists(databasePath) && attempt < MostAttempts)
            {
                continue;
            }

            if (RunLog.TryOpen(logPath, isNamed: settings.Log.Path is not null || attempt >= MostAttempts) is { } log)
            {
                return new RunFiles(log, databasePath);
            }
        }
    }
}
