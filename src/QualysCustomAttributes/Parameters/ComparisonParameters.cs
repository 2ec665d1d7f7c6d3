using System.Management.Automation;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Pipeline;
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
            Named(cmdlet, ledgerPath),
            cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath) with
        {
            MaximumInventoryAge = maximumInventoryAge,
            Rules = rules,
        };

    /// <summary>What a run is compared with that is undone: it says itself which ledger it wrote into.</summary>
    public static ComparisonOptions OfRun(
        PSCmdlet cmdlet, QualysAddress? api, QualysAddress? gateway, string? inventoryPath, string? ledgerPath, TimeSpan maximumInventoryAge) =>
        ComparisonOptions.OfRun(
            api, gateway, inventoryPath is null ? null : cmdlet.ResolveFile(inventoryPath), Named(cmdlet, ledgerPath)) with
        {
            MaximumInventoryAge = maximumInventoryAge,
        };

    /// <summary>The ledger: the one that is named, else the subscription's own in the current folder.</summary>
    public static string Ledger(PSCmdlet cmdlet, string? ledgerPath, Func<QualysAddress> api) => Named(cmdlet, ledgerPath)
        ?? AttributeLedger.DefaultPath(cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath, api().Authority);

    /// <summary>The API host of a cmdlet that calls nobody: the parameter, else the session's connection, else the environment.</summary>
    /// <exception cref="QualysConfigurationException">Nothing says it.</exception>
    public static QualysAddress Api(string? apiFqdn) => FindApi(apiFqdn) ?? throw QualysConfigurationException.AddressMissing();

    /// <summary>Finds the same, or <see langword="null"/> where nothing says it.</summary>
    public static QualysAddress? FindApi(string? apiFqdn) =>
        apiFqdn is null && SessionConnection.Current?.Api is { } connected ? connected
        : (apiFqdn ?? Environment.GetEnvironmentVariable(EnvironmentNames.ApiFqdn)) is { } named && !string.IsNullOrWhiteSpace(named)
            ? QualysAddress.Parse(named)
            : null;

    /// <summary>The ledger that is named, by the parameter or the environment; <see langword="null"/> where none is.</summary>
    public static string? FindLedger(PSCmdlet cmdlet, string? ledgerPath) => Named(cmdlet, ledgerPath);

    private static string? Named(PSCmdlet cmdlet, string? ledgerPath) =>
        (ledgerPath ?? Environment.GetEnvironmentVariable(EnvironmentNames.Ledger)) is { Length: > 0 } ledger ? cmdlet.ResolveFile(ledger) : null;
}
