using System.CommandLine;
using System.Globalization;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Verifying;

namespace QualysCustomAttributes.Cli.Commands.Synchronize;

/// <summary>The options of a run that reads back what it sends.</summary>
internal sealed class ReadingBackOptions
{
    public Setting<int?> Canary { get; } = new("--canary")
    {
        HelpName = "N",
        Meaning = "Send the first N assets of the plan alone, and read them back until they are as wanted; else nothing more is sent.",
        Read = (text, source) => Numbers.Whole(1, 1_000_000)(text, source),
    };

    public Option<bool> Verify { get; } = new("--verify")
    {
        Description = "Read back at the end what was sent, as the command verify does.",
    };

    public Setting<TimeSpan> VerifyTimeout { get; } = new("--verify-timeout")
    {
        HelpName = "TIME",
        Meaning = "How long assets are read again that are not as wanted yet, as 00:10:00 or in seconds, up to seven days: "
            + "Qualys shows changes late. 0 reads each once.",
        Default = VerificationOptions.DefaultTimeout.ToString("c", CultureInfo.InvariantCulture),
        Read = Numbers.Wait,
    };

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [Canary, Verify, VerifyTimeout];

    /// <summary>Whether anything is read back.</summary>
    public bool IsAsked(ParseResult given) => given.Has(Canary) || given.GetValue(Verify);
}
