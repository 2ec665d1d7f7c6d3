using System.Management.Automation;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Parameters;

/// <summary>Turns the parameters of a comparison into what Core takes.</summary>
internal static class ComparisonParameters
{
    public static ComparisonOptions Resolve(
        PSCmdlet cmdlet,
        QualysAddress api,
        QualysAddress? gateway,
        string? inventoryPath,
        string? ledgerPath,
        TimeSpan maximumInventoryAge,
        ComparisonRules rules) =>
        ComparisonOptions.Of(
            api,
            gateway,
            inventoryPath is null ? null : cmdlet.ResolveFile(inventoryPath),
            (ledgerPath ?? Environment.GetEnvironmentVariable(EnvironmentNames.Ledger)) is { Length: > 0 } ledger ? cmdlet.ResolveFile(ledger) : null,
            cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath) with
        {
            MaximumInventoryAge = maximumInventoryAge,
            Rules = rules,
        };
}
