using System.CommandLine.Parsing;
using QualysCustomAttributes.Cli.Settings;

namespace QualysCustomAttributes.Cli.Options;

/// <summary>Reads points in time on the command line and says what they may be.</summary>
internal static class Moments
{
    public static Since? Since(ArgumentResult result, DateTimeOffset now)
    {
        string text = result.Tokens.Single().Value;
        Since? since = Settings.Since.TryParse(text);
        if (since is null)
        {
            result.AddError($"--since must be a date (2026-11-01), a moment with its time zone (2026-11-01T00:00:00Z), a period back from now (7d, 12h) or {Settings.Since.All}, not '{text}'.");
        }
        else if (since.At(now) > now)
        {
            result.AddError($"--since must not lie in the future, as '{text}' does.");
        }

        return since;
    }
}
