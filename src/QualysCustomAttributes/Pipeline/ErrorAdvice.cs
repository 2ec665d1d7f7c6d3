using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Verifying;

namespace QualysCustomAttributes.Pipeline;

/// <summary>What to do about an error in the words of the cmdlets: Core says what is wrong and knows no parameter.</summary>
internal static class ErrorAdvice
{
    private const string Variables =
        $"{EnvironmentNames.UserName} and {EnvironmentNames.Password}, or {EnvironmentNames.ClientId} and {EnvironmentNames.ClientSecret}, "
        + $"or {EnvironmentNames.AccessToken}";

    /// <summary>The advice on an error of the cmdlet that connects, or <see langword="null"/> where it is that of the others.</summary>
    public static string? OnConnecting(ConnectorException exception) => exception.ErrorId switch
    {
        "CredentialMissing" =>
            $"Use -Credential, -ClientCredential or -AccessToken, or set the environment variables {Variables}.",
        "AddressMissing" =>
            $"Name your platform with -Platform or -ApiFqdn, or set the environment variable {EnvironmentNames.ApiFqdn}.",
        _ => null,
    };

    /// <summary>What is said of an error where it is no error of the cmdlet.</summary>
    public static string Describe(ConnectorException exception)
    {
        exception.Advice = ReaderCommand.AddTo(exception.Advice ?? On(exception), exception.Listing);
        return exception.Message;
    }

    private static string Longer(ConnectorException exception) => exception is QualysParkedException { ResumeAfter: not null }
        ? ". A longer wait is allowed with -MaximumWait."
        : ".";

    private static string Delimiter(char other) => $"Use -Delimiter {(other == '\t' ? "\"`t\"" : $"'{other}'")}.";

    private static string InsteadOfTokens(QualysAuthenticationException refused) => refused.Account switch
    {
        { IsTokenDoubtful: false } => "",
        { Kind: QualysAccountKind.User } =>
            "Nobody has said publicly that updates take tokens: -UpdateAuthentication Basic sends user and password. ",
        _ => "Nobody has said publicly that updates take tokens. ",
    };

    private static string AccountParameter(QualysAuthenticationException refused) => refused.Account.Kind switch
    {
        QualysAccountKind.Token => "-AccessToken",
        QualysAccountKind.Client => "-ClientCredential",
        _ => "-Credential",
    };

    /// <summary>The advice on an error, or <see langword="null"/> where its message says all there is to say.</summary>
    public static string? On(ConnectorException exception) => exception.ErrorId switch
    {
        "DatabaseExists" when exception is InventoryDatabaseException => "Use -Force to have it replaced by what the pages hold.",
        "DatabaseExists" => "Name another one, or use -Force to replace it.",
        "ReportExists" => "Name another one, or use -Force to replace it.",
        "NobodyToAsk" => "Leave -Confirm out where it is to be done without a question.",
        "RemovalNotConfirmed" => "Use -Confirm:$false where it is to be done without a question.",
        "ExportAsObjects" => "Name it with -Path, or pipe the file, as Get-Item ./export.csv gives it.",
        "ExportNotNamed" => $"Use -Path, or set the environment variable {EnvironmentNames.CsvFile}.",
        "ContractBroken" when exception is AxoniusContractException { OtherDelimiter: { } other } => Delimiter(other),
        "ContractBroken" when exception is AxoniusContractException { IsOfColumns: true } =>
            "Another mapping is named with -Mapping, another asset id column with -AssetIdColumn.",
        "ExportMalformed" when exception is AxoniusExportException { OtherDelimiter: { } other } => Delimiter(other),
        "ExportNotUtf8" => "Name its encoding with -Encoding, as windows-1252; with -AllowRejected what is UTF-8 is used, where any is.",
        "ExportMostlyRejected" => "With -AllowRejected the rest is used.",
        "BaselineMissing" => "Name its database with -Baseline.",
        "CredentialMissing" =>
            "Connect first with Connect-Qualys, use -Credential, -ClientCredential or -AccessToken, or set the environment variables "
            + $"{Variables}.",
        "ClientMissing" =>
            "Use -ClientKind with -ClientCredential, or with a client in the environment variables "
            + $"{EnvironmentNames.ClientId} and {EnvironmentNames.ClientSecret}.",
        "UpdateAuthenticationMissing" => "To try it, use -UpdateAuthentication Bearer; else give user and password with -Credential.",
        "AddressMissing" when exception.Target is QualysAddress => "Connect again and name that too, with -Platform or -ApiFqdn.",
        "AddressMissing" when exception.Target is string =>
            $"Name it with -LedgerPath, or its subscription: connect first with Connect-Qualys, use -ApiFqdn, or set the environment variable {EnvironmentNames.ApiFqdn}.",
        "AddressMissing" =>
            "Connect first with Connect-Qualys, or use -ApiFqdn or set the environment variable "
            + $"{EnvironmentNames.ApiFqdn} to the API host of your platform, as qualysapi.qg3.apps.qualys.com.",
        "ConnectionAmbiguous" => "Use -Connection without -ApiFqdn, -GatewayFqdn and whatever says who calls, or use those without it.",
        "MassChange" when exception.Target is string path =>
            $"Is it as it should be, go on with: {ResumeCommand.Of(path, null)} -AllowMassChange",
        "PlanStale" or "PlanIncomplete" when exception is RunDatabaseException { Origin: { } origin } => $"As with: {ResumeCommand.OfPlan(origin)}",
        "CanaryOpen" when exception is RunDatabaseException { CanaryAssets: var assets, Target: string path } =>
            $"Send and read it again, and the rest behind it: {ResumeCommand.Of(path, null)} -Canary {assets}; to send all of it without: -All in its place.",
        "NotAsWanted" when exception is VerificationException { Origin: { } compared } => $"See what that sends with: {ResumeCommand.OfPlan(compared)}",
        "NotAsWanted" when exception is VerificationException { Target: string sent, SentTo: var to } => $"As with: {ResumeCommand.Of(sent, to)} -Resend",
        "ReconcileAmbiguous" =>
            "Use -Reconcile without -Function; -InventoryPath, -LedgerPath and what else says how to compare go with -Reconcile alone.",
        "TraceNowhere" => "Name a run database with -DatabasePath, an inventory with -InventoryPath, or a ledger with -LedgerPath.",
        "NothingToCompareWith" => "Name the inventory with -InventoryPath, or the ledger with -LedgerPath.",
        "InventoryOfAnotherHost" => "The platform is named with -ApiFqdn, a gateway of its own with -GatewayFqdn.",
        "InventoryTooOld" => "With -MaximumInventoryAge an older one is taken.",
        "LedgerInUse" when exception is LedgerException { IsLeased: true } => "With -LeaseTimeout a run waits for its turn.",
        "LedgerOfAnotherHost" => "Each subscription has a ledger of its own, named with -LedgerPath.",
        "PlatformUnknown" => "Hosts are named with -ApiFqdn and -GatewayFqdn.",
        "GatewayUnknown" => "Name it with -GatewayFqdn, as gateway.qg3.apps.qualys.com.",
        "WaitsCrossed" => "-RetryMaximumSeconds must not be less than -RetryMinimumSeconds.",
        "AuthenticationFailed" or "Forbidden" when exception is QualysAuthenticationException { DatabasePath: { } path } refused =>
            InsteadOfTokens(refused) + $"Connect again with Connect-Qualys, or use {AccountParameter(refused)}.\nGo on with: "
            + ResumeCommand.Of(path, refused.Updates),
        _ when exception is QualysConnectionException { DatabasePath: { } path } lost => $"Go on with: {ResumeCommand.Of(path, lost.Updates)}",
        "RunParked" when exception is QualysParkedException { DatabasePath: { } path } parked =>
            $"Go on with: {ResumeCommand.Of(path, parked.Updates)}{Longer(parked)}",
        _ when exception is CallBudgetException { DatabasePath: { } path } ended => $"Go on with: {ResumeCommand.Of(path, ended.Updates)}",
        "UntilPassed" => "Name a later one with -Until.",
        "TooManyFailures" when exception is TooManyFailuresException broken =>
            $"Go on with: {ResumeCommand.Of(broken.DatabasePath, broken.Updates)}",
        "RunParked" => $"The same command goes on{Longer(exception)}",
        "StageReplaces" => "Use -Force to have it thrown away, or look with Get-QualysRunGroup and Get-QualysRunBatch, which change nothing.",
        "NeverSent" when exception.Target is string path => $"Look at it, and send it: {ResumeCommand.Of(path, null)}",
        "HostNotNamed" => "Name the host with -ApiFqdn, a gateway with -GatewayFqdn.",
        "NotReconciled" when exception is RunDatabaseException => "Get-QualysRunGroup and Get-QualysRunBatch show them.",
        "TrialNotShown" => "The time is named with -VerifyTimeout.",
        "PartOfPlan" =>
            "Pipe objects as the cmdlets give them in this session, or name the database with -DatabasePath; "
            + "Invoke-QualysAttributeUpdate takes a part of it by -GroupNumber, -AssetId or -First.",
        "ChoiceAmbiguous" => "Use -All without -GroupNumber, -AssetId and -First, or those without it.",
        "ChoiceOfPipeline" => "Name the database with -DatabasePath instead of piping batches: -GroupNumber, -AssetId, -First, -All and -PlanDigest choose there.",
        _ => null,
    };
}
