using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Cli.Shared;

/// <summary>What to do about an error in the words of the command line: Core says what is wrong and knows no option.</summary>
internal static class ErrorAdvice
{
    /// <summary>Whether an error is one that says itself what is wrong.</summary>
    public static bool IsExpected(Exception exception) => exception is ConnectorException or SettingsException;

    /// <summary>What is said of an expected error.</summary>
    /// <param name="exception">The error.</param>
    /// <param name="nextCommand">The command that goes on with the run that it ended, where there is one.</param>
    public static string Describe(Exception exception, string? nextCommand = null)
    {
        if (exception is ConnectorException { Advice: null } error)
        {
            // A command stands at the end, where it can be copied.
            string? command = ListCommand.See(error.Listing) ?? (nextCommand is not null && IsOfRun(error) ? $"Go on with: {nextCommand}" : null);
            error.Advice = command is null ? On(error) : $"{On(error)}\n{command}";
        }

        return exception.Message;
    }

    private static string? On(ConnectorException exception) => exception.ErrorId switch
    {
        "DatabaseExists" => "Name another one, or use --force to replace it.",
        "ReportExists" => "Name another one, or use --force to replace it.",
        "ContractBroken" when exception is AxoniusContractException { OtherDelimiter: { } other } => Delimiter(other),
        "ContractBroken" when exception is AxoniusContractException { IsOfColumns: true } =>
            "Another mapping is named with --mapping, another asset id column with --asset-id-column.",
        "ExportMalformed" when exception is AxoniusExportException { OtherDelimiter: { } other } => Delimiter(other),
        "ExportNotUtf8" => "Name its encoding with --encoding, as windows-1252; with --allow-rejected what is UTF-8 is used, where any is.",
        "ExportMostlyRejected" => "With --allow-rejected the rest is used.",
        "BaselineMissing" => "Name its database with --baseline.",
        "MassChange" => "Is it as it should be, go on with --allow-mass-change.",
        "PlanStale" or "PlanIncomplete" when exception is RunDatabaseException { Origin: { } origin } => $"As with: {Plan(origin)}",
        "CanaryOpen" when exception is RunDatabaseException { CanaryAssets: var assets } =>
            $"With --resume and that file, or apply: --canary {Numbers.Write(assets)} sends and reads it again, and the rest behind it; --all sends all of it without.",
        "TraceNowhere" => "Name a run database behind the id, an inventory with --inventory, or a ledger with --ledger.",
        "NothingToCompareWith" => "Name the inventory with --inventory, or the ledger with --ledger.",
        "InventoryOfAnotherHost" => "The platform is named with --api-fqdn, a gateway of its own with --gateway-fqdn.",
        "InventoryTooOld" => "With --maximum-inventory-age an older one is taken.",
        "LedgerInUse" when exception is LedgerException { IsLeased: true } => "With --lease-timeout a run waits for its turn.",
        "LedgerOfAnotherHost" => "Each subscription has a ledger of its own, named with --ledger.",
        "NeverSent" => "Look at it with apply --dry-run and that file, and send it with apply.",
        "HostNotNamed" => "Name the host with --api-fqdn, a gateway with --gateway-fqdn.",
        "GatewayUnknown" => "Name it with --gateway-fqdn, as gateway.qg3.apps.qualys.com.",
        "ClientMissing" => $"--client-kind goes with {EnvironmentNames.ClientId} and {EnvironmentNames.ClientSecret}.",
        "UpdateAuthenticationMissing" =>
            $"To try it, use --update-authentication bearer; else set {EnvironmentNames.UserName} and {EnvironmentNames.Password}.",
        "PlatformUnknown" => "Hosts are named with --api-fqdn and --gateway-fqdn.",
        "WaitsCrossed" => "--retry-max-seconds must not be less than --retry-min-seconds.",
        "AuthenticationFailed" or "Forbidden" when exception is QualysAuthenticationException { DatabasePath: not null } refused =>
            refused.Account switch
            {
                { IsTokenDoubtful: false } => null,
                { Kind: QualysAccountKind.User } =>
                    "Nobody has said publicly that updates take tokens: --update-authentication basic sends user and password.",
                _ => "Nobody has said publicly that updates take tokens.",
            },
        "RunParked" when IsOfRun(exception) => Longer(exception),
        "UntilPassed" => "Name a later one with --until.",
        "RunParked" => $"The same command goes on. {Longer(exception)}".TrimEnd(),
        "NotReconciled" when exception is RunDatabaseException => "show RUN groups and show RUN batches list them.",
        _ => null,
    };

    /// <summary>The command that makes a plan again; what else was said of the comparison is in the table run.</summary>
    public static string Plan(PlanOrigin origin)
    {
        string export = $"--csv-file {(origin.ExportPath is { } named ? ShellWord.Quote(named) : "FILE")}";
        string what = origin.UndonePath is { } undone ? $"{Product.Name} undo {ShellWord.Quote(undone)} --dry-run"
            : origin.IsCompared ? $"{Product.Name} plan {export}"
            : $"{Product.Name} {export} --api-function {origin.Function ?? "add"} --dry-run";
        return what + Named("--inventory", origin.InventoryPath) + Named("--ledger", origin.LedgerPath) + Named("--api-fqdn", origin.Api?.ToString());

        static string Named(string option, string? value) => value is null ? "" : $" {option} {ShellWord.Quote(value)}";
    }

    private static string Delimiter(char other) => $"Use --delimiter {(other == '\t' ? "tab" : $"'{other}'")}.";

    // What ended a run that can be gone on with.
    private static bool IsOfRun(ConnectorException exception) => exception switch
    {
        QualysAuthenticationException { DatabasePath: not null } or QualysConnectionException { DatabasePath: not null }
            or QualysParkedException { DatabasePath: not null } or CallBudgetException { DatabasePath: not null } => true,
        _ => exception.ErrorId == "TooManyFailures",
    };

    private static string? Longer(ConnectorException exception) =>
        exception is QualysParkedException { ResumeAfter: not null } ? "A longer wait is allowed with --maximum-wait." : null;
}
