namespace QualysSandbox.Inventory;

/// <summary>How late the inventory shows what an update changed.</summary>
/// <param name="After">After which time.</param>
/// <param name="AfterLooks">After how many looks at the asset, by search or by its id.</param>
internal readonly record struct Showing(TimeSpan After, int AfterLooks)
{
    /// <summary>Whether it shows at once.</summary>
    public bool IsAtOnce => After <= TimeSpan.Zero && AfterLooks == 0;
}
