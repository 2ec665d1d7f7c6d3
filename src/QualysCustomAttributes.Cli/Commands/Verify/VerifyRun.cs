using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Verifying;

namespace QualysCustomAttributes.Cli.Commands.Verify;

/// <summary>One verification from its database to its exit code.</summary>
internal sealed class VerifyRun(VerifySettings settings) : CommandRun(settings.Log.Heartbeat, "run database")
{
    private VerificationSummary? _summary;
    private IReadOnlyList<QualysAttributeVerification> _notAsWanted = [];

    protected override string Stopped => "cancelled: what was found so far stays in the run database.";

    /// <summary>Runs.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="SettingsException">The log cannot be written.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        using RunLog log = RunLog.OpenIfNamed(settings.Log);
        log.Write(VerifyTexts.Start(settings));
        await TryAsync(log, () => VerifyAsync(stop), stop).ConfigureAwait(false);
        return Close();
    }

    protected override int Summarize()
    {
        if (_summary is null)
        {
            return IsStopped ? ExitCodes.Cancelled : ExitCodeWithoutSummary;
        }

        Say(VerifyTexts.Summary(_summary, _notAsWanted, Log, Elapsed));
        return _summary.Failure is null ? ExitCodes.Done : ExitCodes.Incomplete;
    }

    protected override string Redact(string text) => settings.Connection.Credential.Redact(text);

    private async Task VerifyAsync(CancellationToken stop)
    {
        using var verification = new AttributeVerification(settings.Connection, settings.Verification, this);
        _summary = await verification.RunAsync(stop).ConfigureAwait(false);
        _notAsWanted = verification.ReadNotAsWanted(VerifyTexts.MostListed);
    }
}
