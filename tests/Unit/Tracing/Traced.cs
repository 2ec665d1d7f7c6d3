using QualysCustomAttributes.Tracing;
using Xunit;

namespace QualysCustomAttributes.Unit.Tracing;

/// <summary>Traces assets through files of a test.</summary>
internal static class Traced
{
    public static QualysAssetTrace Asset(ulong id, string? run, string? ledger = null, string? inventory = null) =>
        Assert.Single(Assets(run, ledger, inventory, id));

    public static QualysAssetTrace[] Assets(string? run, string? ledger, string? inventory, params ulong[] ids) =>
        [.. new AssetTracing { DatabasePath = run, LedgerPath = ledger, InventoryPath = inventory }.Read(ids, TestContext.Current.CancellationToken)];

    public static string Text(QualysAssetTrace trace) => string.Join('\n', AssetTraceText.Lines(trace));
}
