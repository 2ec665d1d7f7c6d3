using QualysCustomAttributes.Cli.Settings;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Cli.Running;

/// <summary>What is asked of a run database before its batches are taken up again.</summary>
internal static class PriorCalls
{
    /// <summary>Refuses batches that were not all made: part of an export is not what was meant to be sent.</summary>
    public static void RequireBatches(RunReport prior)
    {
        if (!prior.AreBatchesComplete)
        {
            throw new SettingsException(
                $"The plan in '{prior.DatabasePath}' was not made to its end, so it is not sent. Make it again from the export, with --csv-file.");
        }
    }

    /// <summary>The function on record: what was reviewed is what is sent, whatever the environment says.</summary>
    public static QualysFunction RequireFunction(RunReport prior) => prior.Function ?? throw new SettingsException(
        $"The run database '{prior.DatabasePath}' does not say what is to be done with the attributes, because its run ended before the requests were planned. Give --api-function.");
}
