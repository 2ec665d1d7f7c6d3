using System.Globalization;
using QualysCustomAttributes.Cli.Settings;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Publishing;
using QualysCustomAttributes.Publishing.Csv;
using QualysCustomAttributes.Publishing.PostgreSql;
using QualysCustomAttributes.Publishing.Snapshot;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;

namespace QualysCustomAttributes.Cli.Running;

/// <summary>The options in effect, for the log. Nothing secret is among them.</summary>
internal static class StartText
{
    public static IEnumerable<string> Describe(SynchronizeSettings settings, QualysFunction function)
    {
        yield return $"start: {Product.Name} {Product.Version}{(settings.IsDryRun ? ", dry run" : "")}";
        if (settings.ResumePath is { } resumed)
        {
            yield return $"options: resume={resumed}";
        }
        else
        {
            AxoniusImportOptions import = settings.Synchronization.Import;
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"options: csv-file={import.Path} delimiter={(import.Delimiter == '\t' ? "tab" : import.Delimiter)} asset-id-column={import.Contract.AssetIdHeader} attributes={string.Join(',', import.Contract.Keys)} duplicates={DuplicateRules.Name(settings.Synchronization.DuplicateAction)} batch-size={settings.Synchronization.BatchSize} force={import.Replace}");
        }

        yield return $"options: api-fqdn={settings.Address} api-function={function.ToRequestName()} {Describe(settings.Client)}";
    }

    public static IEnumerable<string> Describe(InventorySettings settings)
    {
        InventoryOptions export = settings.Export;
        yield return $"start: {Product.Name} {Product.Version}, inventory";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"options: output={export.Folder} since={settings.Since?.ToString() ?? "default"} incremental={export.Incremental} page-size={export.PageSize} filter=[{string.Join(" AND ", export.Filters)}] include-field=[{string.Join(',', export.IncludeFields)}] exclude-field=[{string.Join(',', export.ExcludeFields)}] start-over={export.StartOver}");
        yield return $"options: gateway-fqdn={settings.Connection.Gateway} {Describe(settings.Connection.Options)}";
    }

    public static IEnumerable<string> Describe(PublishSettings settings, string databasePath)
    {
        yield return $"start: {Product.Name} {Product.Version}, publish";
        yield return $"options: database={databasePath} csv={Where<CsvTarget>()} snapshot={Where<SnapshotTarget>()} "
            + $"postgresql=[{Where<PostgreSqlTarget>()}]";

        string Where<T>()
            where T : PublicationTarget =>
            settings.Publication.Targets.OfType<T>().SingleOrDefault()?.Location ?? "none";
    }

    private static string Describe(QualysClientOptions client) => string.Create(
        CultureInfo.InvariantCulture,
        $"throttle-limit={client.ThrottleLimit} max-attempts={client.MaxAttempts} retry-min-seconds={client.RetryMinimum.TotalSeconds} retry-max-seconds={client.RetryMaximum.TotalSeconds} timeout-seconds={client.Timeout.TotalSeconds}");
}
