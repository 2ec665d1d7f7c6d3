using QualysCustomAttributes.Qualys.Assets;

namespace QualysCustomAttributes.Inventory;

/// <summary>Follows the pages of a folder in their order, and finds the runs of which every page is there.</summary>
internal sealed class RestoredRuns(string folder)
{
    private readonly List<(DateTimeOffset Since, DateTimeOffset StartedAt)> _whole = [];
    private PageFileName _page;
    private bool _isUnbroken;
    private long _loaded;

    /// <summary>The id after which the page at hand starts.</summary>
    public ulong AskedAfter { get; private set; }

    /// <summary>From when on the next export has to ask.</summary>
    public DateTimeOffset ContinueFrom => InventoryCoverage.Until(_whole) - InventoryOptions.Overlap ?? DateTimeOffset.UnixEpoch;

    /// <summary>Comes to the next page.</summary>
    public void Enter(PageFileName page)
    {
        bool isSameRun = page.RunStartedAt == _page.RunStartedAt && page.Since == _page.Since;
        if (!isSameRun)
        {
            (_isUnbroken, _loaded, AskedAfter) = (true, 0, 0);
        }

        _isUnbroken &= page.Number == (isSameRun ? _page.Number + 1 : 1);
        _page = page;
    }

    /// <summary>Takes note of the page at hand, which is loaded.</summary>
    public void Add(string fileName, InventoryPage page, PageOutcome outcome)
    {
        _loaded += outcome.Loaded;
        AskedAfter = page.LastSeenAssetId ?? AskedAfter;
        if (_isUnbroken && page.HasMore == false && _page is { Since: { } since, RunStartedAt: { } startedAt }
            && _loaded >= InventoryFiles.TryReadCount(folder, fileName))
        {
            _whole.Add((since, startedAt));
        }
    }

    /// <summary>Takes note that the page at hand cannot be loaded.</summary>
    public void LeaveOut() => _isUnbroken = false;
}
