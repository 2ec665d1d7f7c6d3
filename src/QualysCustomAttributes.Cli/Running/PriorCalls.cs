using Microsoft.Data.Sqlite;
using QualysCustomAttributes.Cli.Reporting;
using QualysCustomAttributes.Cli.Settings;
using QualysCustomAttributes.Qualys.Updates;

namespace QualysCustomAttributes.Cli.Running;

/// <summary>What a run database that is taken up again says of the runs before.</summary>
internal sealed record PriorCalls(bool IsPlanComplete, string? Function, long LastCallId)
{
    public static PriorCalls Read(string databasePath)
    {
        using RunQueries queries = RunQueries.Open(databasePath);
        return new PriorCalls(
            RunReport.IsComplete(queries),
            queries.First("SELECT function FROM qualys_attribute_payloads_transformed LIMIT 1", row => row.GetString(0)),
            queries.First("SELECT COALESCE(MAX(call_id), 0) FROM api_calls", row => row.GetInt64(0)));
    }

    /// <summary>Refuses a plan that was cut short: part of an export is not what was meant to be sent.</summary>
    public void RequirePlan(string databasePath)
    {
        if (!IsPlanComplete)
        {
            throw new SettingsException($"The plan in '{databasePath}' was not made to its end, so it is not sent. Make it again from the export, with --csv-file.");
        }
    }

    /// <summary>Gives the function on record: what was reviewed is what is sent, whatever the environment says.</summary>
    public QualysFunction RequireFunction(string databasePath) => Function is not null
        ? QualysFunctions.Parse(Function)
        : throw new SettingsException($"The run database '{databasePath}' does not say what is to be done with the attributes, because its run ended before the requests were planned. Give --api-function.");
}
