using System.Globalization;
using QualysCustomAttributes.Cli.Console;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Verifying;

namespace QualysCustomAttributes.Cli.Commands.Verify;

/// <summary>What a verification says.</summary>
internal static class VerifyTexts
{
    /// <summary>How many attributes that are not as wanted are listed at most.</summary>
    public const int MostListed = 10;

    /// <summary>The settings in effect, for the log. Nothing secret is among them.</summary>
    public static IEnumerable<string> Start(VerifySettings settings)
    {
        yield return $"start: {Product.Name} {Product.Version}, verify";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"options: database={settings.Verification.DatabasePath} verify-timeout={settings.Verification.Timeout:c}");
        yield return $"options: gateway-fqdn={settings.Connection.Gateway} {CallOptions.Write(settings.Connection.Options)}";
    }

    /// <summary>The summary of the command, with the first attributes that are not as wanted.</summary>
    public static IEnumerable<string> Summary(
        VerificationSummary summary, IReadOnlyList<QualysAttributeVerification> notAsWanted, RunLog log, TimeSpan elapsed) =>
    [
        "summary:", SummaryLine.Of("database", summary.DatabasePath), .. Found(summary),
        .. log.HasFile ? [SummaryLine.Of("log", log.Path)] : Array.Empty<string>(),
        SummaryLine.Of("elapsed", $"{Durations.Format(elapsed)}, {Counted.Of(summary.Looks, "look")}"),
        .. Listed(summary, notAsWanted),
    ];

    /// <summary>What was read back at the end of a run, with the first attributes that are not as wanted.</summary>
    public static IEnumerable<string> Summary(VerificationSummary summary, IReadOnlyList<QualysAttributeVerification> notAsWanted) =>
    [
        "read back:", .. Found(summary), SummaryLine.Of("elapsed", $"{Durations.Format(summary.Elapsed)}, {Counted.Of(summary.Looks, "look")}"),
        .. Listed(summary, notAsWanted),
    ];

    private static IEnumerable<string> Found(VerificationSummary summary)
    {
        yield return SummaryLine.Of("assets", summary.Assets);
        yield return SummaryLine.Of("as wanted", Attributes(summary, VerificationVerdict.AsWanted));
        foreach ((VerificationVerdict verdict, string label) in ((VerificationVerdict, string)[])
            [(VerificationVerdict.Different, "different"), (VerificationVerdict.Missing, "missing"), (VerificationVerdict.NotFound, "not found")])
        {
            if (summary.CountOf(verdict) > 0)
            {
                yield return SummaryLine.Of(label, Attributes(summary, verdict));
            }
        }

        if (summary.Ledger is { } ledger)
        {
            yield return SummaryLine.Of(
                "ledger", $"{Counted.Of(ledger.Settled, "call")} in doubt settled, {Counted.Of(ledger.Corrected, "asset")} known otherwise than before"
                    + (ledger.Doubted == 0 ? "" : $", {Counted.Of(ledger.Doubted, "asset")} in doubt"));
        }

        if (summary.InventoryPath is { } inventory)
        {
            yield return SummaryLine.Of("inventory", $"{Counted.Of(summary.AssetsOfInventory, "asset")} brought up to date in {inventory}");
        }
    }

    private static IEnumerable<string> Listed(VerificationSummary summary, IReadOnlyList<QualysAttributeVerification> notAsWanted)
    {
        foreach (QualysAttributeVerification each in notAsWanted)
        {
            yield return Line(each);
        }

        if (summary.AttributesNotAsWanted > notAsWanted.Count)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"  … and {summary.AttributesNotAsWanted - notAsWanted.Count:N0} more: {ListCommand.Of(summary.DatabasePath, ListCommand.Verification)}");
        }

        if (summary.AttributesNotAsWanted > 0)
        {
            string command = summary.Origin is { } origin
                ? ErrorAdvice.Plan(origin) : $"{Product.Name} --resume {ShellWord.Quote(summary.DatabasePath)}{(summary.SentTo is { } to ? CallOptions.Write(to) : "")} --resend";
            yield return $"what is still not as wanted when it is read back again is sent again with: {command}";
        }
    }

    private static string Attributes(VerificationSummary summary, VerificationVerdict verdict) =>
        Counted.Of(summary.CountOf(verdict), "attribute");

    private static string Line(QualysAttributeVerification attribute)
    {
        string wanted = attribute.Wanted is { } value ? $"wanted '{value}'" : "to be removed";
        string what = attribute.Verdict switch
        {
            VerificationVerdict.NotFound => "not found",
            VerificationVerdict.Missing => $"missing, {wanted}",
            _ => $"different, {wanted}, found '{attribute.Found}'",
        };
        return string.Create(CultureInfo.InvariantCulture, $"  asset {attribute.AssetId} {attribute.Key}: {what}");
    }
}
