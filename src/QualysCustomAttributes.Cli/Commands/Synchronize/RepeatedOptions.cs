using System.Globalization;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Synchronizing;
using QualysCustomAttributes.Verifying;

namespace QualysCustomAttributes.Cli.Commands.Synchronize;

/// <summary>Writes the options again that a run was given and that the command which goes on takes, too.</summary>
internal static class RepeatedOptions
{
    /// <summary>Writes them as they stand on a command line; each with a blank before it.</summary>
    /// <param name="settings">What was given.</param>
    /// <param name="isHeld">Whether a brake holds the plan: then it is released, whatever part of it may be changed.</param>
    /// <param name="repeatsAll">Whether nothing was sent yet: else what was given for a time or a number of calls is used up.</param>
    /// <param name="isResumed">Whether the command sends what is left alone, behind a canary that was found as wanted.</param>
    public static string Write(SynchronizeSettings settings, bool isHeld, bool repeatsAll, bool isResumed)
    {
        SynchronizationOptions options = settings.Synchronization;
        CallBudget? budget = repeatsAll ? settings.Client.Budget : null;
        bool isReleased = isHeld || options.AllowMassChange;
        bool readsBack = options.Verify || options.Canary is not null;
        string?[] parts =
        [
            isReleased ? "--allow-mass-change" : null,
            !isReleased && options.MaximumChange != PlanBrakes.DefaultMaximumChange ? $"--maximum-change {Numbers.Write((double)(100m * (decimal)options.MaximumChange))}" : null,
            !isResumed && options.Resend ? "--resend" : null,
            !isResumed && options.Canary is { } canary ? $"--canary {Numbers.Write(canary)}" : null,
            options.Verify ? "--verify" : null,
            readsBack && options.VerifyTimeout != VerificationOptions.DefaultTimeout ? $"--verify-timeout {options.VerifyTimeout:c}" : null,
            budget?.MaximumCalls is { } calls ? $"--maximum-calls {Numbers.Write(calls)}" : null,
            budget?.Until is { } until ? $"--until {until.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture)}" : null,
            budget is { ReserveCalls: > 0 and var reserve } ? $"--reserve-calls {Numbers.Write(reserve)}" : null,
            settings.PasswordFile is { } file ? $"--password-file {ShellWord.Quote(file)}" : null,
            options.PriorityKey is { } key ? $"--priority-key {ShellWord.Quote(key)}" : null,
        ];
        return string.Concat(parts.Where(part => part is not null).Select(part => $" {part}"));
    }
}
