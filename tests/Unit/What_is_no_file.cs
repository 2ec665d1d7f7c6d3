using System.Diagnostics;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.Unit;

/// <summary>A pipe that is named in the place of a file is refused: opening it would wait for whoever writes into it, past any stop.</summary>
public sealed class What_is_no_file : IDisposable
{
    private const int Patience = 30_000;
    private const string OnWindows = "pipes are no files of a folder on Windows";

    private readonly TemporaryFolder _folder = new();
    private readonly string _pipe;

    public What_is_no_file()
    {
        _pipe = _folder.File("asset_inventory_sqlite.db");
        using Process made = Process.Start("mkfifo", _pipe);
        made.WaitForExit();
    }

    // Asked before there is a folder: a skip out of the constructor is none where a test may take its time.
    public static bool IsWindows => OperatingSystem.IsWindows();

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = Patience, Skip = OnWindows, SkipWhen = nameof(IsWindows))]
    public Task As_a_mapping() => RefusesAsync<AxoniusMappingException>("a pipe, a socket or a device", () => AxoniusContract.FromJsonFile(_pipe));

    [Fact(Timeout = Patience, Skip = OnWindows, SkipWhen = nameof(IsWindows))]
    public Task As_an_inventory() => RefusesAsync<InventoryDatabaseException>("is not an inventory database", () => InventoryReading.Open(_pipe));

    [Fact(Timeout = Patience, Skip = OnWindows, SkipWhen = nameof(IsWindows))]
    public Task As_the_inventory_of_a_folder() =>
        RefusesAsync<InventoryDatabaseException>("is not an inventory database", () => InventoryReading.Open(InventoryReading.Locate(_folder.Path)));

    [Fact(Timeout = Patience, Skip = OnWindows, SkipWhen = nameof(IsWindows))]
    public Task As_an_inventory_that_is_reported_on() =>
        RefusesAsync<InventoryDatabaseException>("is not an inventory database", () => InventoryReport.Read(_pipe));

    [Fact(Timeout = Patience, Skip = OnWindows, SkipWhen = nameof(IsWindows))]
    public Task As_a_page() =>
        RefusesAsync<IOException>("a pipe, a socket or a device", () => InventoryPage.ReadFile(_pipe, null, TestContext.Current.CancellationToken));

    private static async Task RefusesAsync<T>(string why, Func<object?> read)
        where T : Exception
    {
        T exception = await Assert.ThrowsAsync<T>(() => Task.Run(read));
        Assert.Contains(why, exception.Message, StringComparison.Ordinal);
    }
}
