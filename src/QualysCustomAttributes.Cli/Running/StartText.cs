using System.Globalization;
using QualysCustomAttributes.Cli.Settings;
using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Cli.Running;

/// <summary>The options in effect, for the log. Nothing secret is among them.</summary>
internal static class StartText
{
    public static IEnumerable<string> Describe(SynchronizeSettings settings, QualysFunction function)
    {
        QualysClientOptions client = settings.Client;
        yield return $"start: {Product.Name} {Product.Version}{(settings.IsDryRun ? ", dry run" : "")}";
        if (settings.ResumePath is { } resumed)
        {
            yield return $"options: resume={resumed}";
        }
        else
        {
            Axonius.AxoniusImportOptions import = settings.Synchronization.Import;
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"options: csv-file={import.Path} delimiter={(import.Delimiter == '\t' ? "tab" : import.Delimiter)} asset-id-column={import.Contract.AssetIdHeader} attributes={string.Join(',', import.Contract.Keys)} duplicates={DuplicateRules.Name(settings.Synchronization.DuplicateAction)} batch-size={settings.Synchronization.BatchSize} force={import.Replace}");
        }

        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"options: api-fqdn={settings.Address} api-function={function.ToRequestName()} throttle-limit={client.ThrottleLimit} max-attempts={client.MaxAttempts} retry-min-seconds={client.RetryMinimum.TotalSeconds} retry-max-seconds={client.RetryMaximum.TotalSeconds} timeout-seconds={client.Timeout.TotalSeconds}");
    }
}
