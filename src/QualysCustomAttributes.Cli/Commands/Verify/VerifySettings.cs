using System.CommandLine;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Verifying;

namespace QualysCustomAttributes.Cli.Commands.Verify;

/// <summary>What a verification does.</summary>
internal sealed record VerifySettings
{
    /// <summary>Where Qualys is, who calls, and how calls are made.</summary>
    public required QualysConnection Connection { get; init; }

    /// <summary>What is read back, and for how long.</summary>
    public required VerificationOptions Verification { get; init; }

    /// <summary>The log, which is kept only where it is named, and its signs of life.</summary>
    public required LogSettings Log { get; init; }

    /// <summary>Reads what was given.</summary>
    /// <exception cref="SettingsException">A setting cannot be used.</exception>
    /// <exception cref="ConnectorException">A setting cannot be used.</exception>
    public static VerifySettings Of(VerifyCommand command, ParseResult given)
    {
        string path = Paths.Full(given.GetValue(command.Database)!, command.Database.Name);
        QualysCredential account = Account.Require(command.Call, given);
        (QualysAddress? api, QualysAddress? gateway) = RunResumption.OfSent(path).FindHosts(
            command.Call.RecordedApiFqdn.Find(given), command.Call.GatewayFqdn.Find(given));
        if (api is null && gateway is null)
        {
            throw RunDatabaseException.NothingSent(path);
        }

        var settings = new VerifySettings
        {
            Verification = new VerificationOptions
            {
                DatabasePath = path,
                Caller = $"{Product.Name} {command.Name}",
                Timeout = command.VerifyTimeout.Of(given),
            },
            Log = command.Log.Of(given),
            Connection = QualysConnection.To(api?.ToString(), gateway?.ToString(), account, command.Call.Client(given)),
        };
        Paths.RefuseOneFileTwice(("run database", settings.Verification.DatabasePath), ("log", settings.Log.Path));
        return settings;
    }
}
